from open_children import LEAVES_CAT, WAITS, child_case, has_proc


@child_case("subprocess/grandchild-keeps-the-pipes")
async def grandchild_keeps_the_pipes(net, children):
    protocol, transport = await children.shell("shell", LEAVES_CAT)
    await protocol.when("exited")
    await net.pass_turns(20)
    net.trace("exited", transport.get_returncode(), protocol.ends, protocol.count("lost"))
    transport.get_pipe_transport(0).write(b"to the grandchild")
    await protocol.when_bytes(17)
    net.trace("output", protocol.data(), protocol.count("lost"))
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/closed-with-a-grandchild")
async def closed_with_a_grandchild(net, children):
    protocol, transport = await children.shell("shell", LEAVES_CAT)
    await protocol.when("exited")
    net.trace("exited", transport.get_returncode(), protocol.count("lost"))
    transport.close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/close")
async def close(net, children):
    protocol, transport = await children.shell("shell", f'trap "" TERM HUP INT; echo ready; {WAITS}')
    await protocol.when_bytes(6)
    net.trace("open", transport.is_closing())
    transport.close()
    heard = len(protocol.heard)
    net.trace("closing", transport.is_closing(), transport.get_returncode())
    transport.close()
    net.trace("told later", len(protocol.heard) == heard)
    await protocol.when("lost")
    transport.close()
    await net.pass_turns()
    protocol.tell()


@child_case("subprocess/close-when-made")
async def close_when_made(net, children):
    protocol, transport = await children.exec("cat", ["cat"], on={"made": lambda transport: transport.close()})
    await protocol.when("lost")
    net.trace("closing", transport.is_closing())
    protocol.tell()


@child_case("subprocess/kill-when-made")
async def kill_when_made(net, children):
    protocol, transport = await children.exec("cat", ["cat"], on={"made": lambda transport: transport.kill()})
    await protocol.when("lost")
    net.trace("closing", transport.is_closing())
    protocol.tell()


@child_case("subprocess/close-when-data-comes")
async def close_when_data_comes(net, children):
    protocol, transport = await children.exec(
        "cat", ["cat"], on={"data": lambda fd, data: transport.close()}
    )
    transport.get_pipe_transport(0).write(b"hello")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/close-when-it-exits")
async def close_when_it_exits(net, children):
    protocol, transport = await children.exec("cat", ["cat"], on={"exited": lambda: transport.close()})
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    net.trace("closing", transport.is_closing())
    protocol.tell()


@child_case("subprocess/close-after-the-end")
async def close_after_the_end(net, children):
    protocol, transport = await children.shell("shell", "exit 7", stdin=None, stdout=None, stderr=None)
    await protocol.when("lost")
    net.trace("lost", transport.is_closing(), transport.get_returncode(), transport.get_pid() > 1)
    for _ in range(2):
        net.attempt_now("close", transport.close)
    await net.pass_turns()
    net.trace("closed", transport.is_closing(), transport.get_returncode())
    protocol.tell()


@child_case("subprocess/close-a-zombie", possible=has_proc)
async def close_a_zombie(net, children):
    protocol, transport = await children.shell("shell", "read line; exit 5")
    transport.get_pipe_transport(0).write(b"go\n")
    children.wait_for_zombie(transport.get_pid())
    transport.close()
    await protocol.when("lost")
    net.trace("not killed", transport.get_returncode() != -9)


@child_case("subprocess/no-zombie", possible=has_proc)
async def no_zombie(net, children):
    for name, finish in [("close", lambda transport: transport.close()), ("kill", lambda transport: transport.kill())]:
        protocol, transport = await children.exec(name, ["cat"])
        finish(transport)
        await protocol.when("lost")
        try:
            net.trace("left", children.is_zombie(transport.get_pid()))
        except FileNotFoundError:
            net.trace("gone")
