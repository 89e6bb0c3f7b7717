from signal import SIG_IGN, SIGINT, SIGPIPE, SIGTERM, SIGUSR2, SIGWINCH, signal

from open_signals import has_dispositions, signal_case


@signal_case("signals/removed", possible=has_dispositions)
def removed(at):
    before = at.disposition(SIGUSR2)
    at.trace("none", at.loop.remove_signal_handler(SIGUSR2))
    at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2")
    at.trace("added", at.disposition(SIGUSR2))
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2))
    at.trace("as before", before, at.disposition(SIGUSR2) == before)
    at.trace("again", at.loop.remove_signal_handler(SIGUSR2))


@signal_case("signals/removed-before-told")
def removed_before_told(at):
    at.loop.add_signal_handler(SIGUSR2, at.trace, "usr2")
    at.send(SIGUSR2)
    at.trace("removed", at.loop.remove_signal_handler(SIGUSR2))
    at.pass_turns()
    at.trace("nothing came")


@signal_case("signals/interrupt-removed", possible=has_dispositions)
def interrupt_removed(at):
    before = at.disposition(SIGINT)
    at.loop.add_signal_handler(SIGINT, at.trace, "int")
    at.send(SIGINT)
    at.pass_turns()
    at.trace("removed", at.loop.remove_signal_handler(SIGINT))
    at.trace("as before", at.disposition(SIGINT) == before)


@signal_case("signals/ignored-before", possible=has_dispositions)
def ignored_before(at):
    at.trace("before", at.disposition(SIGPIPE))
    at.loop.add_signal_handler(SIGPIPE, at.trace, "pipe")
    at.send(SIGPIPE)
    at.pass_turns()
    at.loop.remove_signal_handler(SIGPIPE)
    at.trace("after", at.disposition(SIGPIPE))
    # As Python itself has it: it would end the scenarios to come.
    signal(SIGPIPE, SIG_IGN)


@signal_case("signals/loop-closes", possible=has_dispositions)
def loop_closes(at):
    signals = [SIGUSR2, SIGWINCH, SIGTERM]
    before = [at.disposition(signo) for signo in signals]
    for signo in signals:
        at.loop.add_signal_handler(signo, at.trace, "never")
    at.trace("added", [at.disposition(signo) for signo in signals])
    at.loop.close()
    at.trace("as before", [at.disposition(signo) for signo in signals] == before)
    at.trace("removed", [at.loop.remove_signal_handler(signo) for signo in signals])


@signal_case("signals/loop-is-closed")
def loop_is_closed(at):
    at.loop.close()
    at.attempt("add", lambda: at.loop.add_signal_handler(SIGUSR2, at.trace, "never"))
    at.attempt("remove", lambda: at.loop.remove_signal_handler(SIGUSR2))


@signal_case("signals/two-loops")
def two_loops(at):
    first, second = at.loop, at.new_loop()
    first.add_signal_handler(SIGUSR2, at.trace, "first")
    at.send(SIGUSR2)
    at.pass_turns(first)
    second.add_signal_handler(SIGUSR2, at.trace, "second")
    at.send(SIGUSR2)
    at.pass_turns(first)
    at.trace("then the second")
    at.pass_turns(second)


@signal_case("signals/loops-after-each-other")
def loops_after_each_other(at):
    for name in ["first", "second", "third"]:
        loop = at.new_loop()
        loop.add_signal_handler(SIGUSR2, at.trace, name)
        at.send(SIGUSR2)
        at.pass_turns(loop)
        loop.close()
