import signal

from open_children import child_case, has_proc

WAITS = "while :; do sleep 0.02; done"
# A background process of the shell has no standard input but one that it was given another number.
LEAVES_CAT = "exec 3<&0; cat <&3 & exit 3"


@child_case("subprocess/kill")
async def kill(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    net.attempt_now("kill", transport.kill)
    net.trace("then", transport.get_returncode(), transport.is_closing())
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/terminate")
async def terminate(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    net.attempt_now("terminate", transport.terminate)
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/send-signal")
async def send_signal(net, children):
    for number in [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM]:
        protocol, transport = await children.exec(f"signal {int(number)}", ["cat"])
        net.attempt_now("send", lambda: transport.send_signal(number))
        await protocol.when("lost")
        protocol.tell()


@child_case("subprocess/handled-signal")
async def handled_signal(net, children):
    protocol, transport = await children.shell("shell", f'trap "echo trapped; exit 5" TERM; echo ready; {WAITS}')
    await protocol.when_bytes(6)
    transport.terminate()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/ignored-signal")
async def ignored_signal(net, children):
    protocol, transport = await children.shell("shell", f'trap "" TERM; echo ready; read line; echo alive; {WAITS}')
    await protocol.when_bytes(6)
    for _ in range(3):
        transport.terminate()
    transport.get_pipe_transport(0).write(b"go\n")
    await protocol.when_bytes(12)
    net.trace("runs", transport.get_returncode())
    transport.kill()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/several-signals")
async def several_signals(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    transport.send_signal(signal.SIGSTOP)
    transport.get_pipe_transport(0).write(b"while it is stopped")
    await net.pass_turns(20)
    net.trace("stopped", protocol.data(), transport.get_returncode())
    transport.send_signal(signal.SIGCONT)
    await protocol.when_bytes(19)
    net.trace("continued", protocol.data())
    transport.send_signal(signal.SIGSTOP)
    transport.kill()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/no-such-signal")
async def no_such_signal(net, children):
    protocol, transport = await children.exec("cat", ["cat"])
    net.attempt_now("text", lambda: transport.send_signal("a signal"))
    net.attempt_now("none", lambda: transport.send_signal(None))
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/signals-after-the-exit")
async def signals_after_the_exit(net, children):
    def exited():
        ended = children.recorders[0].transport
        net.attempt_now("kill when it exits", ended.kill)
        net.attempt_now("terminate when it exits", ended.terminate)
        net.attempt_now("send when it exits", lambda: ended.send_signal(signal.SIGHUP))

    # It leaves a process behind that keeps the pipes, so that it exits before it is lost.
    protocol, transport = await children.shell("shell", LEAVES_CAT, on={"exited": exited})
    await protocol.when("exited")
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    await net.pass_turns()
    net.attempt_now("kill", transport.kill)
    net.attempt_now("terminate", transport.terminate)
    net.attempt_now("send", lambda: transport.send_signal(signal.SIGHUP))
    protocol.tell()


@child_case("subprocess/signal-to-a-zombie", possible=has_proc)
async def signal_to_a_zombie(net, children):
    protocol, transport = await children.shell("shell", "read line; exit 3")
    transport.get_pipe_transport(0).write(b"go\n")
    children.wait_for_zombie(transport.get_pid())
    net.trace("not told", transport.get_returncode())
    for _ in range(3):
        net.attempt_now("kill", transport.kill)
    await protocol.when("lost")
    protocol.tell()


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
