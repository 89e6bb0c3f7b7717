import signal

import works
from open_pools import process_case


def broken(net, work, *args):
    """Trace what comes of work that ends its worker, and of the work after it."""
    pool = net.pool(2)
    net.outcome("work", lambda: pool.submit(work, *args))
    net.outcome("then", lambda: pool.submit(works.nothing))
    net.attempt("shut down", pool.shutdown)


@process_case("executors/killed")
def killed(net):
    pool, held = net.pool(), net.gate()
    pid = pool.submit(works.process_id).result()
    futures = [pool.submit(works.pass_gate, held.path, value) for value in [1, 2, 3]]
    held.reached()
    net.kill(pid, signal.SIGTERM)
    for future in futures:
        net.outcome("work", lambda: future)
    net.outcome("then", lambda: pool.submit(works.power, 2, 8))


@process_case("executors/crash")
def crash(net):
    broken(net, works.die)


@process_case("executors/crash-of-many")
def crash_of_many(net):
    pool, held, start = net.pool(2), net.gate(), net.gate()
    other = pool.submit(works.pass_gate, held.path)
    dying = pool.submit(works.pass_gate_and_die, start.path)
    held.reached()
    start.reached()
    # It also has the pool look at the worker that came last.
    waiting = pool.submit(works.nothing)
    start.open()
    for name, future in [("dying", dying), ("other", other), ("waiting", waiting)]:
        net.outcome(name, lambda: future)


@process_case("executors/exit")
def leave(net):
    broken(net, works.leave)


@process_case("executors/work-fails")
def work_fails(net):
    broken(net, works.fail)


@process_case("executors/crash-while-copied")
def crash_while_copied(net):
    broken(net, works.die_while_copied)


@process_case("executors/error-while-copied")
def error_while_copied(net):
    broken(net, works.not_to_be_copied)


@process_case("executors/argument-error")
def argument_error(net):
    broken(net, works.echo, works.NotToBeCopied())


@process_case("executors/crash-after-shutdown")
def crash_after_shutdown(net):
    pool, start = net.pool(2), net.gate()
    future = pool.submit(works.pass_gate_and_die, start.path)
    start.reached()
    pool.shutdown(wait=False)
    start.open()
    pool.shutdown()
    net.trace("shut down")
    net.outcome("work", lambda: future)


@process_case("executors/argument-error-and-shutdown")
def argument_error_and_shutdown(net):
    pool = net.pool(2)
    net.outcome("before", lambda: pool.submit(works.power, 2, 8))
    future = pool.submit(works.echo, works.NotToBeCopied())
    pool.shutdown(wait=False)
    net.outcome("work", lambda: future)
    pool.shutdown()


@process_case("executors/crash-with-large-arguments")
def crash_with_large_arguments(net):
    data = "a" * (4 * 2**20 + 1)
    net.take("result", net.pool(2).map(works.die, [data] * 5))
