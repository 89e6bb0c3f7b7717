import math

import works
from open_pools import pool_case, process_case


@pool_case("executors/submit")
def submit(net):
    pool = net.pool()
    net.outcome("result", lambda: pool.submit(works.power, 2, 8))
    net.outcome("nothing", lambda: pool.submit(works.nothing))


@pool_case("executors/arguments")
def arguments(net):
    pool = net.pool()
    net.outcome("numbers", lambda: pool.submit(works.echo, 1, -1.5, math.inf))
    net.outcome("object", lambda: pool.submit(works.echo, 1, {"self": 2, "fn": 3}))
    net.outcome("nested", lambda: pool.submit(works.echo, [[], [None, True]], {"a": {"b": ["c"]}}, "text"))
    net.outcome("bytes", lambda: pool.submit(works.echo, bytes([0, 1, 255])))
    net.outcome("none", lambda: pool.submit(works.echo))


@pool_case("executors/no-work")
def no_work(net):
    pool = net.pool()
    for nothing in [None, 1]:
        net.outcome("refused", lambda: pool.submit(nothing))
    net.outcome("nothing at all", lambda: pool.submit())


@pool_case("executors/error")
def error(net):
    pool = net.pool()
    failure = net.error(lambda: pool.submit(works.fail, "a text"))
    net.trace("error", failure, net.message(failure))
    net.outcome("then", lambda: pool.submit(works.power, 2, 8))


@pool_case("executors/max-workers")
def max_workers(net):
    for count in [0, -1]:
        net.attempt("refused", lambda: net.pool(count) and None)


@pool_case("executors/in-order")
def in_order(net):
    pool, notes, start = net.pool(), net.file(), net.gate()
    first = pool.submit(works.pass_gate, start.path)
    rest = [pool.submit(works.note, notes, text) for text in ["a", "b", "c", "d"]]
    start.open()
    first.result()
    for future in rest:
        future.result()
    net.trace("noted", net.lines(notes))


@process_case("executors/remote-stack")
def remote_stack(net):
    pool = net.pool()
    failure = net.error(lambda: pool.submit(works.fail_deep_inside))
    net.trace("error", failure, net.message(failure))
    net.trace("tells the place", "innermost" in str(failure.__cause__), "works.py" in str(failure.__cause__))
