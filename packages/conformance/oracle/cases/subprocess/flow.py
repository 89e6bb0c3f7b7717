from open_children import WAITS, child_case

MUCH = b"x" * 1_000_000


def pause_output(transport):
    transport.get_pipe_transport(1).pause_reading()


@child_case("subprocess/input-pauses")
async def input_pauses(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    stdin, stdout = transport.get_pipe_transport(0), transport.get_pipe_transport(1)
    stdout.pause_reading()
    stdin.write(MUCH)
    net.trace("paused", protocol.count("pause"), protocol.count("resume"), stdin.get_write_buffer_size() > 0)
    await net.pass_turns(20)
    net.trace("still", protocol.count("resume"), protocol.data(), stdout.is_reading())
    stdout.resume_reading()
    await protocol.when("resume")
    await protocol.when_bytes(len(MUCH))
    net.trace("resumed", protocol.count("pause"), protocol.count("resume"), stdin.get_write_buffer_size())
    stdin.write_eof()
    await protocol.when("lost")
    protocol.tell(numbers=True)


@child_case("subprocess/input-limits")
async def input_limits(net, children):
    protocol, transport = await children.shell("shell", WAITS)
    stdin = transport.get_pipe_transport(0)
    net.trace("limits", stdin.get_write_buffer_limits())
    stdin.set_write_buffer_limits(high=10_000_000)
    stdin.write(MUCH)
    net.trace("below", protocol.count("pause"))
    stdin.set_write_buffer_limits(high=1000)
    net.trace("above", protocol.count("pause"))
    transport.kill()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/end-behind-the-input")
async def end_behind_the_input(net, children):
    for method in ["write_eof", "close"]:
        protocol, transport = await children.exec(method, ["cat"])
        stdin = transport.get_pipe_transport(0)
        stdin.write(MUCH)
        stdin.writelines([b"and ", b"more"])
        getattr(stdin, method)()
        stdin.write(b"dropped")
        await protocol.when("lost")
        net.trace("pauses", protocol.count("pause"))
        protocol.tell(numbers=True)


@child_case("subprocess/output-paused")
async def output_paused(net, children):
    protocol, transport = await children.exec("cat", ["cat"], on={"made": pause_output})
    stdout = transport.get_pipe_transport(1)
    transport.get_pipe_transport(0).write(b"kept")
    transport.get_pipe_transport(0).close()
    await protocol.when("exited")
    await net.pass_turns(20)
    net.trace("exited", protocol.data(), 1 in protocol.ends, protocol.count("lost"), stdout.is_reading())
    stdout.resume_reading()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/one-output-paused")
async def one_output_paused(net, children):
    protocol, transport = await children.shell(
        "shell",
        "read line; echo out; echo error >&2; exit 2",
        on={"made": pause_output},
    )
    transport.get_pipe_transport(0).write(b"go\n")
    await protocol.until(lambda: 2 in protocol.ends)
    await protocol.when("exited")
    net.trace("paused", protocol.data(1), protocol.data(2), 1 in protocol.ends)
    transport.get_pipe_transport(1).resume_reading()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/closed-while-paused")
async def closed_while_paused(net, children):
    command = "read line; head -c 1000000 /dev/zero"
    protocol, transport = await children.shell("shell", command, on={"made": pause_output})
    transport.get_pipe_transport(0).write(b"go\n")
    await net.pass_turns(20)
    transport.close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/killed-with-input-left")
async def killed_with_input_left(net, children):
    protocol, transport = await children.exec("sleep", ["sleep", "60"])
    stdin = transport.get_pipe_transport(0)
    stdin.write(MUCH)
    net.trace("buffered", stdin.get_write_buffer_size() > 0, protocol.count("pause"))
    transport.kill()
    await protocol.when("lost")
    net.trace("buffer", stdin.get_write_buffer_size(), protocol.count("resume"))
    protocol.tell()


@child_case("subprocess/closed-with-input-left")
async def closed_with_input_left(net, children):
    protocol, transport = await children.exec("sleep", ["sleep", "60"])
    stdin = transport.get_pipe_transport(0)
    stdin.write(MUCH)
    transport.close()
    await protocol.when("lost")
    net.trace("closing", stdin.is_closing(), transport.get_pipe_transport(1).is_closing())
    protocol.tell()


@child_case("subprocess/input-aborted")
async def input_aborted(net, children):
    protocol, transport = await children.shell("shell", "read line; cat >/dev/null; exit 4")
    stdin = transport.get_pipe_transport(0)
    stdin.write(MUCH)
    stdin.abort()
    await protocol.when("lost")
    net.trace("buffer", stdin.get_write_buffer_size())
    protocol.tell()


@child_case("subprocess/written-after-the-end")
async def written_after_the_end(net, children):
    protocol, transport = await children.exec("true", ["true"])
    stdin = transport.get_pipe_transport(0)
    await protocol.when("lost")
    for _ in range(3):
        net.attempt_now("write", lambda: stdin.write(b"dropped"))
    net.attempt_now("eof", stdin.write_eof)
    net.attempt_now("close", stdin.close)
    net.trace("size", stdin.get_write_buffer_size(), stdin.is_closing())
    protocol.tell()
