import works
from open_pools import pool_case, process_case, thread_case


@pool_case("executors/submit-after-shutdown")
def submit_after_shutdown(net):
    used = net.pool()
    net.outcome("before", lambda: used.submit(works.power, 2, 5))
    for pool in [used, net.pool()]:
        net.attempt("shut down", pool.shutdown)
        net.attempt("shut down again", pool.shutdown)
        net.outcome("after", lambda: pool.submit(works.power, 2, 5))


@pool_case("executors/shutdown-finishes")
def shutdown_finishes(net):
    pool = net.pool(2)
    futures = [pool.submit(works.power, i, 1) for i in range(50)]
    pool.shutdown()
    net.trace("done", sum(future.done() for future in futures))
    net.trace("sum", sum(future.result() for future in futures))


@pool_case("executors/shutdown-cancels-queued")
def shutdown_cancels_queued(net):
    pool, held = net.pool(), net.gate()
    futures = [pool.submit(works.pass_gate, held.path) for _ in range(20)]
    held.reached()
    pool.shutdown(wait=False, cancel_futures=True)
    net.until(lambda: sum(future.cancelled() for future in futures) > 10)
    held.open()
    net.until(lambda: all(future.done() for future in futures))
    finished = [future for future in futures if not future.cancelled()]
    net.trace("one ran at least", len(finished) > 0)
    done = all(future.done() and future.exception() is None for future in finished)
    net.trace("all are done", done, held.count() == len(finished))


@pool_case("executors/shutdown-after-cancel")
def shutdown_after_cancel(net):
    pool = net.pool()
    pool.submit(works.nothing).result()
    pool.submit(works.nothing).cancel()
    pool.shutdown()
    net.trace("shut down")


@pool_case("executors/disposed")
def disposed(net):
    notes = net.file()
    with net.pool(2) as pool:
        net.take("result", pool.map(works.power, [-2, -1, 0, 1], [2, 2, 2, 2]))
        last = pool.submit(works.note, notes, "last")
    net.trace("noted", net.lines(notes), last.done())
    net.outcome("after", lambda: pool.submit(works.nothing))


@pool_case("executors/shutdown-without-waiting")
def shutdown_without_waiting(net):
    pool, held = net.pool(2), net.gate()
    futures = [pool.submit(works.pass_gate, held.path, value) for value in [1, 2, 3, 4, 5]]
    pool.shutdown(wait=False)
    net.trace("returned", sum(future.done() for future in futures))
    net.outcome("refused", lambda: pool.submit(works.nothing))
    held.open()
    for future in futures:
        net.trace("result", future.result())


@thread_case("executors/shutdown-cancels-in-order")
def shutdown_cancels_in_order(net):
    pool, held = net.pool(), net.gate()
    running = pool.submit(works.pass_gate, held.path, "ran")
    held.reached()
    first, second = [pool.submit(works.echo, value) for value in [1, 2]]
    pool.shutdown(wait=False, cancel_futures=True)
    net.trace("states", net.states({"running": running, "first": first, "second": second}))
    held.open()
    for future in [running, first, second]:
        net.outcome("outcome", lambda: future)


@thread_case("executors/threads-end")
def threads_end(net):
    pool, held = net.pool(5), net.gate()
    for _ in range(3):
        pool.submit(works.pass_gate, held.path)
    held.reached(3)
    net.trace("workers", net.workers(pool))
    held.open()
    pool.shutdown()
    net.trace("left", sum(thread.is_alive() for thread in pool._threads))


@process_case("executors/processes-end")
def processes_end(net):
    pool, held = net.pool(5), net.gate()
    futures = [pool.submit(works.pass_gate_and_tell_process, held.path) for _ in range(3)]
    held.reached(3)
    net.trace("workers", net.workers(pool))
    held.open()
    pool.shutdown()
    ids = {future.result() for future in futures}
    net.until(lambda: not any(net.is_alive(pid) for pid in ids))
    net.trace("ended", len(ids))
