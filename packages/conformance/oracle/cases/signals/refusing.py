import warnings
from signal import SIGKILL, SIGSTOP, SIGUSR2

from open_signals import signal_case


@signal_case("signals/no-signals")
def no_signals(at):
    for signal in ["usr2", "12", None, [12], 0, -1, 65, 1000, 32, 33]:
        at.attempt("add", lambda signal=signal: at.loop.add_signal_handler(signal, at.trace, "never"))
        at.attempt("remove", lambda signal=signal: at.loop.remove_signal_handler(signal))


@signal_case("signals/no-callbacks")
def no_callbacks(at):
    async def coroutine():
        at.trace("never")


    warnings.simplefilter("ignore")
    started = coroutine()
    at.attempt("function", lambda: at.loop.add_signal_handler(SIGUSR2, coroutine))
    at.attempt("object", lambda: at.loop.add_signal_handler(SIGUSR2, started))
    started.close()
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2))


@signal_case("signals/uncatchable")
def uncatchable(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2")
    for signo in [SIGKILL, SIGSTOP]:
        at.attempt("add", lambda: at.loop.add_signal_handler(signo, at.trace, "never"))
        at.attempt("remove", lambda: at.loop.remove_signal_handler(signo))
    at.send(SIGUSR2)
    at.pass_turns()


@signal_case("signals/refused-beside")
def refused_beside(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "kept")
    at.attempt("signal", lambda: at.loop.add_signal_handler(0, at.trace, "never"))

    async def coroutine():
        at.trace("never")

    at.attempt("callback", lambda: at.loop.add_signal_handler(SIGUSR2, coroutine))
    at.send(SIGUSR2)
    at.pass_turns()


@signal_case("signals/number-past-the-last")
def number_past_the_last(at):
    def message(call):
        try:
            call()
        except ValueError as error:
            at.trace("message", str(error))

    message(lambda: at.loop.add_signal_handler(0, at.trace, "never"))
    message(lambda: at.loop.remove_signal_handler(1000))
