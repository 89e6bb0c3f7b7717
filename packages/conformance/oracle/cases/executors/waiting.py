import concurrent.futures
from concurrent.futures import FIRST_COMPLETED, FIRST_EXCEPTION, as_completed

import works
from open_pools import pool_case, thread_case


def wait(net, futures, **options):
    """Trace which are done, and which are not."""
    done, not_done = concurrent.futures.wait(futures.values(), **options)
    net.trace("waited", net.names(done, futures), net.names(not_done, futures))


def take(net, futures, given):
    """Trace the names of the futures as they are given, and how it ends."""

    def take_all():
        for future in given:
            net.trace("given", net.names([future], futures))
        return "ended"

    net.attempt("then", take_all)


def ended(net):
    """One that is finished and one that failed."""
    pool = net.pool()
    futures = {"failed": pool.submit(works.fail), "finished": pool.submit(works.echo, 42)}
    concurrent.futures.wait(futures.values())
    return futures


@pool_case("executors/wait-for-all")
def wait_for_all(net):
    pool, before = net.pool(2), ended(net)
    wait(net, {**before, "failing": pool.submit(works.fail), "result": pool.submit(works.echo, 1)})
    wait(net, before)
    wait(net, {})


@pool_case("executors/wait-for-the-first")
def wait_for_the_first(net):
    pool, held, opened = net.pool(2), net.gate(), net.gate()
    futures = {"held": pool.submit(works.pass_gate, held.path), "first": pool.submit(works.pass_gate, opened.path)}
    held.reached()
    opened.reached()
    opened.open()
    wait(net, futures, return_when=FIRST_COMPLETED)


@pool_case("executors/wait-for-the-first-error")
def wait_for_the_first_error(net):
    pool, held, opened = net.pool(2), net.gate(), net.gate()
    result = pool.submit(works.echo, 1)
    result.result()
    failing = pool.submit(works.pass_gate_and_fail, opened.path)
    futures = {"result": result, "failing": failing, "held": pool.submit(works.pass_gate, held.path)}
    held.reached()
    opened.open()
    wait(net, futures, return_when=FIRST_EXCEPTION)
    held.open()
    wait(net, {"result": result, "held": futures["held"]}, return_when=FIRST_EXCEPTION)


@thread_case("executors/wait-for-one-twice")
def wait_for_one_twice(net):
    future = net.pool().submit(works.nothing)
    done, not_done = concurrent.futures.wait([future, future])
    net.trace("waited", len(done), future in done, len(not_done))


@thread_case("executors/wait-when-done")
def wait_when_done(net):
    held, before = net.gate(), ended(net)
    futures = {**before, "held": net.pool().submit(works.pass_gate, held.path)}
    wait(net, futures, return_when=FIRST_COMPLETED)
    wait(net, futures, return_when=FIRST_EXCEPTION)


@thread_case("executors/wait-timeout")
def wait_timeout(net):
    held, before = net.gate(), ended(net)
    futures = {**before, "held": net.pool().submit(works.pass_gate, held.path)}
    for timeout in [0, 0.03]:
        wait(net, futures, timeout=timeout)


@thread_case("executors/wait-for-cancelled")
def wait_for_cancelled(net):
    pool, held, before = net.pool(), net.gate(), ended(net)
    running = pool.submit(works.pass_gate, held.path)
    held.reached()
    cancelled = pool.submit(works.nothing)
    cancelled.cancel()
    wait(net, {**before, "cancelled": cancelled, "running": running}, return_when=FIRST_COMPLETED)
    held.open()
    wait(net, {**before, "cancelled": cancelled, "running": running})


@thread_case("executors/wait-refused")
def wait_refused(net):
    future = net.pool().submit(works.pass_gate, net.gate().path)
    net.attempt("refused", lambda: concurrent.futures.wait([future], return_when="SOMETIMES"))


@thread_case("executors/as-completed")
def as_completed_in_order(net):
    pool, first, second = net.pool(2), net.gate(), net.gate()
    futures = {"first": pool.submit(works.pass_gate, first.path), "second": pool.submit(works.pass_gate, second.path)}
    first.reached()
    second.reached()
    second.open()
    for future in as_completed(futures.values()):
        net.trace("given", net.names([future], futures))
        first.open()
    take(net, {}, as_completed([]))


@thread_case("executors/as-completed-timeout")
def as_completed_timeout(net):
    held, pool = net.gate(), net.pool()
    finished = pool.submit(works.echo, 42)
    finished.result()
    futures = {"finished": finished, "held": pool.submit(works.pass_gate, held.path)}
    for timeout in [0, 0.03]:
        take(net, futures, as_completed(futures.values(), timeout))


@thread_case("executors/as-completed-timeout-message")
def as_completed_timeout_message(net):
    held, pool, before = net.gate(), net.pool(), ended(net)
    futures = [pool.submit(works.pass_gate, held.path) for _ in range(2)]
    try:
        for future in as_completed([*before.values(), *futures], timeout=0):
            net.trace("given", future.done())
    except TimeoutError as error:
        net.trace("then", error, net.message(error))


@thread_case("executors/as-completed-twice")
def as_completed_twice(net):
    future = net.pool().submit(works.nothing)
    take(net, {"future": future}, as_completed([future, future, future]))
