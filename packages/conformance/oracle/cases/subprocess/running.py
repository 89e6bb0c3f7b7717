import asyncio

from open_children import child_case


@child_case("subprocess/exec")
async def execute(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    net.trace("made", protocol.count("made"), transport.get_protocol() is protocol, transport.is_closing())
    stdin = transport.get_pipe_transport(0)
    stdin.write(b"Python The Winner")
    await protocol.when_bytes(17)
    net.trace("echo", protocol.data())
    transport.close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/interactive")
async def interactive(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    stdin = transport.get_pipe_transport(0)
    for text in [b"Python ", b"The Winner", b"!"]:
        before = len(protocol.data())
        stdin.write(text)
        await protocol.when_bytes(before + len(text))
        net.trace("echo", protocol.data())
    stdin.close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/shell")
async def shell(net, children):
    protocol, transport = await children.shell("shell", "echo Python")
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/shell-syntax")
async def shell_syntax(net, children):
    protocol, _ = await children.shell("shell", 'a=1; for i in x y; do echo "$i$a" | tr xy ab; done; exit 4')
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/arguments")
async def arguments(net, children):
    script = 'for i in "$@"; do echo "<$i>"; done'
    argv = ["sh", "-c", script, "name", "", "two words", "$HOME", "'quoted'", "new\nline", "é"]
    protocol, _ = await children.exec("sh", argv)
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/path")
async def path(net, children):
    for program in ["sh", "/bin/sh"]:
        protocol, _ = await children.exec(program, [program, "-c", "echo $0"])
        await protocol.when("lost")
        protocol.tell()


@child_case("subprocess/exit-code")
async def exit_code(net, children):
    for code in [0, 1, 7, 255]:
        inherited = {"stdin": None, "stdout": None, "stderr": None}
        protocol, transport = await children.shell(f"exit {code}", f"exit {code}", **inherited)
        net.trace("pipes", [transport.get_pipe_transport(fd) for fd in [0, 1, 2]])
        await protocol.when("lost")
        protocol.tell()


@child_case("subprocess/pipes")
async def pipes(net, children):
    _, transport = await children.exec("cat", ["cat"])
    stdin, stdout, stderr = (transport.get_pipe_transport(fd) for fd in [0, 1, 2])
    net.trace("stdin", stdin.can_write_eof(), stdin.get_write_buffer_size(), stdin.is_closing())
    net.trace("stdout", stdout.is_reading(), stdout.is_closing())
    net.trace("stderr", stderr.is_reading(), stderr is stdout)
    net.trace("others", transport.get_pipe_transport(3), transport.get_pipe_transport(-1))
    child = transport.get_extra_info("subprocess")
    net.trace("extra", child.pid == transport.get_pid(), transport.get_extra_info("nothing"))
    net.trace("pid", transport.get_pid() > 1)


@child_case("subprocess/made-first")
async def made_first(net, children):
    for command in ["exit 3", "echo early; echo error >&2; exit 3", "exec >&- 2>&- <&-; exit 3"]:
        made = []
        protocol, transport = await children.shell(
            "child", command, on={"made": lambda transport: made.append(transport.get_returncode())}
        )
        net.trace("made", protocol.count("made"), protocol.transport is transport)
        await protocol.when("lost")
        protocol.tell()


@child_case("subprocess/exit-told")
async def exit_told(net, children):
    codes = []
    protocol, transport = await children.exec(
        "cat", ["cat"], on={"exited": lambda: codes.append(transport.get_returncode())}
    )
    net.trace("running", transport.get_returncode())
    transport.get_pipe_transport(0).write_eof()
    await protocol.when("exited")
    await protocol.when("lost")
    net.trace("when told", codes, transport.is_closing())
    protocol.tell()


@child_case("subprocess/without-input")
async def without_input(net, children):
    for method in ["close", "write_eof", "abort"]:
        protocol, transport = await children.exec(method, ["cat"])
        getattr(transport.get_pipe_transport(0), method)()
        await protocol.when("lost")
        protocol.tell()


@child_case("subprocess/both-outputs")
async def both_outputs(net, children):
    protocol, _ = await children.shell("shell", "echo to stdout; echo to stderr >&2")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/much-output")
async def much_output(net, children):
    protocol, _ = await children.shell("shell", "head -c 1000000 /dev/zero; head -c 500000 /dev/zero >&2; exit 2")
    await protocol.when("lost")
    protocol.tell(numbers=True)


@child_case("subprocess/ends-in-a-line")
async def ends_in_a_line(net, children):
    protocol, _ = await children.shell("shell", "echo whole; printf half; kill -9 $$")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/twenty-at-once")
async def twenty_at_once(net, children):
    async def run(number):
        protocol, transport = await children.shell(f"child {number}", f"read line; echo $line {number}; exit {number}")
        transport.get_pipe_transport(0).write(b"hello\n")
        await protocol.when("lost")
        return protocol

    for protocol in await asyncio.gather(*(run(number) for number in range(20))):
        protocol.tell()


@child_case("subprocess/another-protocol")
async def another_protocol(net, children):
    first, transport = await children.exec("first", ["cat"])
    second = children.recorder("second")
    transport.get_pipe_transport(0).write(b"one")
    await first.when_bytes(3)
    transport.set_protocol(second)
    net.trace("protocol", transport.get_protocol() is second)
    transport.get_pipe_transport(0).write(b"two")
    await second.when_bytes(3)
    transport.get_pipe_transport(0).close()
    await second.when("lost")
    net.trace("first", first.heard.count("made"), first.data(), first.count("lost"))
    net.trace("second", second.data(), second.count("exited"), second.count("lost"))
    net.trace("code", transport.get_returncode())


@child_case("subprocess/without-methods")
async def without_methods(net, children):
    transport, _ = await net.loop.subprocess_exec(asyncio.SubprocessProtocol, "cat")
    transport.get_pipe_transport(0).write(b"to nobody")
    transport.get_pipe_transport(0).close()
    while transport.get_returncode() is None:
        await net.pass_turns(1)
    await net.pass_turns(20)
    net.trace("code", transport.get_returncode())


@child_case("subprocess/text")
async def text(net, children):
    protocol, transport = await children.exec("cat", ["cat"])

    def has(*parts):
        return [part in repr(transport) for part in parts]

    pid = f"pid={transport.get_pid()}"
    net.trace("running", has(pid, "running", "stdin=", "stdout=", "stderr=", "returncode="))
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    net.trace("ended", has(pid, "running", "returncode=0"))


@child_case("subprocess/many-wait")
async def many_wait(net, children):
    protocol, transport = await children.exec("cat", ["cat"])

    async def wait():
        await protocol.when("exited")
        return transport.get_returncode()

    waiting = [net.loop.create_task(wait()) for _ in range(5)]
    await net.pass_turns(2)
    transport.terminate()
    net.trace("codes", await asyncio.gather(*waiting))
    net.trace("late", await wait())
    await protocol.when("lost")
    protocol.tell()
