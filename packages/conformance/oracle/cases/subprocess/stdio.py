from subprocess import DEVNULL, PIPE, STDOUT

from open_children import child_case, has_proc

NAMES = ["stdin", "stdout", "stderr"]


def pipes_of(transport):
    return [transport.get_pipe_transport(fd) is not None for fd in [0, 1, 2]]


@child_case("subprocess/each-of-three")
async def each_of_three(net, children):
    for fd, name in enumerate(NAMES):
        for kind, one in [("pipe", PIPE), ("null", DEVNULL), ("inherited", None)]:
            options = {other: DEVNULL for other in NAMES if other != name}
            protocol, transport = await children.shell(f"{name} {kind}", "exit 3", **options, **{name: one})
            net.trace(f"{name} {kind}", pipes_of(transport))
            await protocol.when("lost")
            protocol.tell()


@child_case("subprocess/stderr-to-stdout")
async def stderr_to_stdout(net, children):
    command = "echo one; echo two >&2; echo three; echo four >&2"
    protocol, transport = await children.shell("shell", command, stderr=STDOUT)
    net.trace("pipes", pipes_of(transport))
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/stderr-to-other-stdout")
async def stderr_to_other_stdout(net, children):
    reader, writer = children.own_pipe()
    for name, stdout in [("null", DEVNULL), ("descriptor", writer.fd)]:
        protocol, transport = await children.shell(name, "echo out; echo error >&2", stdout=stdout, stderr=STDOUT)
        net.trace("pipes", pipes_of(transport))
        await protocol.when("lost")
        protocol.tell()
    writer.close()
    net.trace("read", await children.drain(reader))


@child_case("subprocess/null-device")
async def null_device(net, children):
    protocol, _ = await children.shell("stdin", "cat; echo end", stdin=DEVNULL)
    await protocol.when("lost")
    protocol.tell()
    protocol, _ = await children.shell("stdout", "echo out; echo error >&2", stdout=DEVNULL)
    await protocol.when("lost")
    protocol.tell()
    protocol, _ = await children.shell("stderr", "echo out; echo error >&2", stderr=DEVNULL)
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/descriptors")
async def descriptors(net, children):
    source, feed = children.own_pipe()
    reader, writer = children.own_pipe()
    feed.write(b"from a pipe\n")
    feed.close()
    protocol, transport = await children.shell(
        "shell", "cat; echo error >&2", stdin=source.fd, stdout=writer.fd, stderr=writer.fd
    )
    net.trace("pipes", pipes_of(transport))
    await protocol.when("lost")
    protocol.tell()
    net.trace("still ours", writer.write(b"more"))
    writer.close()
    net.trace("read", await children.drain(reader))


@child_case("subprocess/file-for-stdin")
async def file_for_stdin(net, children):
    file = net.open(b"one\ntwo\nthree\n")
    protocol, _ = await children.exec("sort", ["sort"], stdin=file)
    await protocol.when("lost")
    protocol.tell()
    net.trace("still ours", file.fileno() > 2)


@child_case("subprocess/pipes-not-shared")
async def pipes_not_shared(net, children):
    first, transport = await children.exec("first", ["cat"])
    second, other = await children.exec("second", ["cat"])
    transport.get_pipe_transport(0).write(b"to the first")
    transport.get_pipe_transport(0).close()
    await first.when("lost")
    first.tell()
    net.trace("second", other.get_returncode(), second.count("exited"))
    other.get_pipe_transport(0).close()
    await second.when("lost")
    second.tell()


@child_case("subprocess/other-descriptors")
async def other_descriptors(net, children):
    reader, writer = children.own_pipe()
    look = f"test -e /dev/fd/{writer.fd} && echo open || echo closed"
    protocol, _ = await children.shell("without", look)
    await protocol.when("lost")
    protocol.tell()
    protocol, _ = await children.shell("passed", f"{look}; echo written > /dev/fd/{writer.fd}", pass_fds=[writer.fd])
    await protocol.when("lost")
    protocol.tell()
    writer.close()
    net.trace("read", await children.drain(reader))


@child_case("subprocess/only-three-descriptors", possible=has_proc)
async def only_three_descriptors(net, children):
    protocol, _ = await children.shell("shell", "cd /proc/self/fd; for i in *; do test -e $i && echo $i; done; exit 0")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/closes-its-output")
async def closes_its_output(net, children):
    protocol, transport = await children.shell("shell", "echo last; exec >&-; read line; exit 6")
    await protocol.until(lambda: 1 in protocol.ends)
    net.trace("runs", transport.get_returncode(), protocol.ends, protocol.count("exited"))
    transport.get_pipe_transport(0).write(b"go\n")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/closes-its-input")
async def closes_its_input(net, children):
    protocol, transport = await children.shell("shell", "exec <&-; echo closed; while :; do sleep 0.02; done")
    await protocol.until(lambda: 0 in protocol.ends)
    await protocol.when_bytes(7)
    net.trace("runs", transport.get_returncode(), protocol.ends)
    stdin = transport.get_pipe_transport(0)
    net.trace("stdin", stdin.is_closing())
    net.attempt_now("write", lambda: stdin.write(b"to nobody"))
    transport.kill()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/we-close-its-output")
async def we_close_its_output(net, children):
    protocol, transport = await children.shell("shell", "read line; echo to nobody; echo not reached >&2")
    transport.get_pipe_transport(1).close()
    await protocol.until(lambda: 1 in protocol.ends)
    net.trace("runs", transport.get_returncode(), protocol.ends)
    transport.get_pipe_transport(0).write(b"go\n")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/we-close-its-error")
async def we_close_its_error(net, children):
    protocol, transport = await children.shell("shell", 'trap "" PIPE; read line; echo x >&2; echo failed $?')
    transport.get_pipe_transport(2).close()
    await protocol.until(lambda: 2 in protocol.ends)
    transport.get_pipe_transport(0).write(b"go\n")
    await protocol.when("lost")
    protocol.tell()
