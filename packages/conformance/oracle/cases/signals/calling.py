import contextvars
from signal import SIGHUP, SIGURG, SIGUSR2, SIGWINCH

from open_signals import signal_case


@signal_case("signals/called")
@signal_case("signals/called-blocking")
def called(at):
    at.attempt("add", lambda: at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2"))
    for _ in range(3):
        at.send(SIGUSR2)
        at.pass_turns()
        at.trace("told")


@signal_case("signals/arguments")
def arguments(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2", 1, "two", [3])
    at.loop.add_signal_handler(SIGWINCH, lambda *args: at.trace("winch", list(args)))
    at.send(SIGUSR2)
    at.send(SIGWINCH)
    at.pass_turns()


@signal_case("signals/by-number")
def by_number(at):
    at.loop.add_signal_handler(int(SIGUSR2), at.trace, "usr2")
    at.send(SIGUSR2)
    at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(int(SIGUSR2)))


@signal_case("signals/replaced")
def replaced(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "first")
    at.loop.add_signal_handler(SIGUSR2, at.trace, "second")
    at.send(SIGUSR2)
    at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2), at.loop.remove_signal_handler(SIGUSR2))


@signal_case("signals/replaced-before-told")
def replaced_before_told(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "first")
    at.send(SIGUSR2)
    at.loop.add_signal_handler(SIGUSR2, at.trace, "second")
    at.pass_turns()


@signal_case("signals/apart")
def apart(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2")
    at.loop.add_signal_handler(SIGWINCH, at.trace, "winch")
    at.loop.add_signal_handler(SIGHUP, at.trace, "hup")
    at.trace("removed", at.loop.remove_signal_handler(SIGWINCH))
    at.send(SIGHUP)
    at.pass_turns()
    at.send(SIGUSR2)
    at.pass_turns()


@signal_case("signals/several")
@signal_case("signals/several-blocking")
def several(at):
    for signo, name in [(SIGUSR2, "usr2"), (SIGWINCH, "winch"), (SIGURG, "urg")]:
        at.loop.add_signal_handler(signo, at.trace, name)

    def send():
        for signo in [SIGURG, SIGUSR2, SIGUSR2, SIGWINCH, SIGURG]:
            at.send(signo)
        at.trace("sent")

    at.loop.call_soon(send)
    at.pass_turns()


@signal_case("signals/many")
def many(at):
    calls = []
    at.loop.add_signal_handler(SIGUSR2, calls.append, 1)
    for _ in range(200):
        at.send(SIGUSR2)
    at.pass_turns()
    at.trace("calls", len(calls))


@signal_case("signals/behind-what-is-queued")
@signal_case("signals/behind-what-is-queued-blocking")
def behind_what_is_queued(at):
    def handler():
        at.trace("handler")
        at.loop.call_soon(at.trace, "queued by the handler")

    at.loop.add_signal_handler(SIGUSR2, handler)

    def send():
        at.loop.call_soon(at.trace, "queued before")
        at.send(SIGUSR2)
        at.loop.call_soon(at.trace, "queued after")
        at.trace("sent")

    at.loop.call_soon(send)
    at.loop.call_soon(at.trace, "the same turn")
    at.pass_turns()


@signal_case("signals/wakes")
@signal_case("signals/wakes-blocking")
def wakes(at):
    def handler():
        at.trace("handler")
        at.loop.stop()

    at.loop.add_signal_handler(SIGUSR2, handler)
    wait = at.send_from_outside(SIGUSR2)
    at.run_until_stopped()
    wait()


@signal_case("signals/between-runs")
def between_runs(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2")
    at.pass_turns()
    at.send(SIGUSR2)
    at.trace("sent")
    at.pass_turns()
    at.trace("ran")
    at.pass_turns()


@signal_case("signals/in-its-context")
def in_its_context(at):
    var = contextvars.ContextVar("var", default="none")

    def add():
        var.set("when added")
        at.loop.add_signal_handler(SIGUSR2, lambda: at.trace("in", var.get()))
        var.set("later")
        at.send(SIGUSR2)

    at.loop.call_soon(add)
    at.pass_turns()
