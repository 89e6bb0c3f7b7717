import concurrent.futures
import os
import re

import works
from open_pools import pool_case, process_case, thread_case


def names(net, pool, count, shown):
    """Trace what so many workers are called."""
    held = net.gate()
    futures = [pool.submit(works.pass_gate_and_tell_name, held.path) for _ in range(count)]
    held.reached(count)
    held.open()
    net.trace("names", sorted(shown(future.result()) for future in futures))


@pool_case("executors/saturation")
def saturation(net):
    pool, held = net.pool(2), net.gate()
    futures = [pool.submit(works.pass_gate, held.path, i) for i in range(30)]
    held.reached(2)
    net.trace("workers", net.workers(pool), "began", held.count())
    held.open()
    net.trace("sum", sum(future.result() for future in futures), "began", held.count())


@pool_case("executors/idle-reuse")
def idle_reuse(net):
    pool = net.pool(4)
    net.trace("at first", net.workers(pool))
    for exponent in [1, 2, 3]:
        net.outcome("result", lambda: pool.submit(works.power, 2, exponent))
    net.trace("workers", net.workers(pool))


@pool_case("executors/on-demand")
def on_demand(net):
    pool, held = net.pool(5), net.gate()
    futures = [pool.submit(works.pass_gate, held.path, value) for value in [1, 2, 3]]
    held.reached(3)
    net.trace("workers", net.workers(pool))
    held.open()
    for future in futures:
        net.trace("result", future.result())


@pool_case("executors/initializer")
def initializer(net):
    pool, held = net.pool(2, initializer=works.initialize, initargs=("initialized",)), net.gate()
    futures = [pool.submit(works.initialized, held.path) for _ in range(2)]
    held.reached(2)
    held.open()
    for future in futures:
        net.trace("result", future.result())


@pool_case("executors/failing-initializer")
def failing_initializer(net):
    held = net.gate()
    pool = net.pool(1, initializer=works.fail_behind, initargs=(held.path,))
    futures = [pool.submit(works.nothing) for _ in range(2)]
    held.open()
    for future in futures:
        net.outcome("waiting", lambda: future)
    net.outcome("later", lambda: pool.submit(works.nothing))


@thread_case("executors/failing-initializer-told")
def failing_initializer_told(net):
    told = net.logged(lambda: net.outcome("work", lambda: net.pool(1, initializer=works.fail).submit(works.nothing)))
    net.trace("told", ["ValueError: failed" in text for text in told])


@thread_case("executors/default-workers")
def default_workers(net):
    pool, held = net.own(concurrent.futures.ThreadPoolExecutor()), net.gate()
    processors = getattr(os, "process_cpu_count", os.cpu_count)
    expected = min(32, processors() + 4)
    futures = [pool.submit(works.pass_gate, held.path) for _ in range(2 * expected)]
    held.reached(expected)
    net.trace("as expected", net.workers(pool) == expected, held.count() == expected)
    held.open()
    for future in futures:
        future.result()


@thread_case("executors/thread-names")
def thread_names(net):
    names(net, net.pool(3, thread_name_prefix="SpecialPool"), 3, lambda name: name)


@thread_case("executors/thread-names-by-default")
def thread_names_by_default(net):
    seen = set()

    def shown(name):
        seen.add(re.sub(r"_\d+$", "", name))
        return re.sub(r"-\d+_", "-K_", name)

    for count in [2, 2]:
        names(net, net.pool(count), count, shown)
    net.trace("pools", len(seen))


@process_case("executors/several-reused")
def several_reused(net):
    pool = net.pool(5)
    pool.submit(works.power, 12, 1).result()
    for exponent in [2, 3, 4]:
        beside = pool.submit(works.power, 33, exponent)
        pool.submit(works.power, 25, exponent).result()
        beside.result()
    net.trace("at most three", net.workers(pool) <= 3)


@process_case("executors/max-tasks")
def max_tasks(net):
    pool = net.pool(1, max_tasks_per_child=3)
    ids = [pool.submit(works.process_id).result() for _ in range(4)]
    net.trace("the first again", [one == ids[0] for one in ids])
    net.trace("workers", net.workers(pool))


@process_case("executors/max-tasks-and-end")
def max_tasks_and_end(net):
    pool = net.pool(2, max_tasks_per_child=1)
    futures = [pool.submit(works.power, base, 2) for base in range(5)]
    pool.shutdown()
    for future in futures:
        net.trace("result", future.result())


@process_case("executors/max-tasks-refused")
def max_tasks_refused(net):
    for count in [0, -1]:
        net.attempt("number", lambda: net.pool(1, max_tasks_per_child=count) and None)
    net.attempt("text", lambda: net.pool(1, max_tasks_per_child="3") and None)
