import contextlib

import works
from open_pools import pool_case, process_case, thread_case


def behind_all(pool):
    """Have what was submitted before done: workers take work in order."""
    pool.submit(works.nothing).result()


@pool_case("executors/map")
def map_in_order_of_arguments(net):
    pool = net.pool(2)
    net.take("one by one", pool.map(works.power, range(6), range(6)))
    net.take("by threes", pool.map(works.power, range(10), range(10), chunksize=3))
    net.take("shortest", pool.map(works.power, range(9), range(2)))
    net.take("none", pool.map(works.power, [], range(2)))


@pool_case("executors/map-error")
def map_error(net):
    divisors = [2, 3, 0, 5]
    net.take("result", net.pool(2).map(works.divide, [10, 10, 10, 10], divisors))


@pool_case("executors/map-in-order")
def map_in_order(net):
    pool, first, second = net.pool(2), net.gate(), net.gate()
    results = pool.map(works.pass_gate, [first.path, second.path], ["first", "second"])
    first.reached()
    second.reached()
    second.open()
    first.open()
    net.trace("given", next(results), next(results), next(results, "done") == "done")


@pool_case("executors/map-timeout")
def map_timeout(net):
    pool, opened, closed = net.pool(), net.gate(), net.gate()
    opened.open()
    behind_all(pool)
    results = pool.map(works.pass_gate, [opened.path, opened.path, closed.path], range(3), timeout=0.1)
    closed.reached()
    net.take("result", results)
    closed.open()


@pool_case("executors/map-submits-at-once")
def map_submits_at_once(net):
    pool, notes = net.pool(), net.file()
    pool.map(works.note, [notes] * 10, [str(number) for number in range(10)])
    pool.shutdown()
    net.trace("noted", net.lines(notes))


@pool_case("executors/map-shut-down")
def map_shut_down(net):
    pool = net.pool(2)
    results = pool.map(works.echo, [2, 2, 2])
    pool.shutdown()
    net.trace("shut down")
    net.take("result", results)


@thread_case("executors/map-late-cancels")
def map_late_cancels(net):
    pool, busy, notes = net.pool(), net.gate(), net.file()
    first = pool.submit(works.pass_gate_and_note, busy.path, notes, "first")
    busy.reached()
    texts = ["second", "third"]
    net.take("result", pool.map(works.pass_gate_and_note, [busy.path] * 2, [notes] * 2, texts, timeout=0))
    busy.open()
    first.result()
    pool.shutdown()
    net.trace("noted", net.lines(notes))


@thread_case("executors/map-left-cancels")
def map_left_cancels(net):
    pool, busy, opened, notes = net.pool(), net.gate(), net.gate(), net.file()
    opened.open()
    texts = ["first", "second", "third", "fourth"]
    gates = [gate.path for gate in [opened, busy, opened, opened]]
    with contextlib.closing(pool.map(works.pass_gate_and_note, gates, [notes] * 4, texts)) as results:
        for result in results:
            net.trace("result", result)
            busy.reached()
            break
    busy.open()
    pool.shutdown()
    net.trace("noted", net.lines(notes))


@thread_case("executors/map-error-cancels")
def map_error_cancels(net):
    pool, busy, notes = net.pool(), net.gate(), net.file()
    opened = net.gate()
    opened.open()
    gates = [opened.path, busy.path, opened.path]
    results = pool.map(works.pass_gate_or_fail, gates, [notes] * 3, ["fails", "held", "never"])
    busy.reached()
    net.take("result", results)
    busy.open()
    pool.shutdown()
    net.trace("noted", net.lines(notes))


@process_case("executors/map-chunks")
def map_chunks(net):
    pool = net.pool(2)
    for chunksize in [1, 3, 8, 50]:
        net.take(f"by {chunksize}", pool.map(works.power, range(8), range(8), chunksize=chunksize))
    for chunksize in [0, -1]:
        net.attempt("refused", lambda: pool.map(works.power, range(8), range(8), chunksize=chunksize) and None)
