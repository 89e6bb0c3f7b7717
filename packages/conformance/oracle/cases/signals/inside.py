from signal import SIGUSR2, SIGWINCH

from open_signals import signal_case


@signal_case("signals/raises")
@signal_case("signals/raises-blocking")
def raises(at):
    def handler():
        at.trace("handler")
        raise ValueError("on purpose")

    at.loop.add_signal_handler(SIGUSR2, handler)
    for _ in range(2):
        at.send(SIGUSR2)
        at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2))


@signal_case("signals/stops")
@signal_case("signals/stops-blocking")
def stops(at):
    def handler():
        at.loop.call_soon(at.trace, "next run")
        at.loop.stop()
        at.trace("stopped", at.loop.is_running())

    at.loop.add_signal_handler(SIGUSR2, handler)
    at.loop.call_soon(at.send, SIGUSR2)
    at.run_until_stopped()
    at.trace("ended", at.loop.is_running())
    at.pass_turns()


@signal_case("signals/ends-a-wait")
def ends_a_wait(at):
    arrived = at.loop.create_future()
    at.loop.add_signal_handler(SIGUSR2, arrived.set_result, "arrived")
    at.loop.call_soon(at.send, SIGUSR2)
    at.trace("result", at.loop.run_until_complete(arrived))


@signal_case("signals/removes-itself")
def removes_itself(at):
    def handler():
        at.trace("handler", at.loop.remove_signal_handler(SIGUSR2))

    at.loop.add_signal_handler(SIGUSR2, handler)
    at.send(SIGUSR2)
    at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2))


@signal_case("signals/removes-another")
def removes_another(at):
    def handler():
        at.trace("handler", at.loop.remove_signal_handler(SIGWINCH))

    at.loop.add_signal_handler(SIGUSR2, handler)
    at.loop.add_signal_handler(SIGWINCH, at.trace, "winch")
    at.send(SIGUSR2)
    at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2), at.loop.remove_signal_handler(SIGWINCH))


@signal_case("signals/adds-another")
def adds_another(at):
    def handler():
        at.trace("handler")
        at.loop.add_signal_handler(SIGWINCH, at.trace, "winch")
        at.send(SIGWINCH)

    at.loop.add_signal_handler(SIGUSR2, handler)
    at.send(SIGUSR2)
    at.pass_turns()


@signal_case("signals/replaces-itself")
def replaces_itself(at):
    def first():
        at.trace("first")
        at.loop.add_signal_handler(SIGUSR2, at.trace, "second")
        at.send(SIGUSR2)

    at.loop.add_signal_handler(SIGUSR2, first)
    at.send(SIGUSR2)
    at.pass_turns()


@signal_case("signals/cancelled-handle")
def cancelled_handle(at):
    handles = []

    def handler():
        at.trace("handler")
        raise ValueError("on purpose")

    at.loop.set_exception_handler(lambda loop, context: handles.append(context["handle"]))
    at.loop.add_signal_handler(SIGUSR2, handler)
    at.send(SIGUSR2)
    at.pass_turns()
    handles[0].cancel()
    at.send(SIGUSR2)
    at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2))
