import signal

from open_children import LEAVES_CAT, WAITS, child_case, has_proc


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
    for number in [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGALRM, signal.SIGTERM]:
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


@child_case("subprocess/killed-shell")
async def killed_shell(net, children):
    protocol, transport = await children.shell("shell", "echo ready; sleep 0.1; sleep 60")
    await protocol.when_bytes(6)
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


@child_case("subprocess/signal-to-a-zombie", since=(3, 13), possible=has_proc)
async def signal_to_a_zombie(net, children):
    protocol, transport = await children.shell("shell", "read line; exit 3")
    transport.get_pipe_transport(0).write(b"go\n")
    children.wait_for_zombie(transport.get_pid())
    net.trace("not told", transport.get_returncode())
    for _ in range(3):
        net.attempt_now("kill", transport.kill)
    await protocol.when("lost")
    protocol.tell()
