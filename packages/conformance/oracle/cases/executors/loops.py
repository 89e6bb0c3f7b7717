import asyncio
import concurrent.futures
import threading
import warnings

import works
from open_pools import thread_case


def run(net, event, loop, start):
    """Run the loop until the future is done, and trace its outcome."""
    net.attempt(event, lambda: loop.run_until_complete(start()))


def shut_down(net, loop, timeout=None):
    """Have the default executor done with its work."""
    loop.run_until_complete(loop.shutdown_default_executor(timeout))
    net.trace("shut down")


@thread_case("executors/run-in-executor")
def run_in_executor(net):
    loop = net.new_loop()
    future = loop.run_in_executor(None, works.thread_id)
    net.trace("future", future, future.get_loop() is loop)
    net.trace("elsewhere", loop.run_until_complete(future) != threading.get_ident())
    run(net, "arguments", loop, lambda: loop.run_in_executor(None, works.echo, "a", [1]))
    shut_down(net, loop)


@thread_case("executors/run-in-executor-error")
def run_in_executor_error(net):
    loop = net.new_loop()
    run(net, "error", loop, lambda: loop.run_in_executor(None, works.fail))
    run(net, "no work", loop, lambda: loop.run_in_executor(net.pool(), None))
    shut_down(net, loop)


@thread_case("executors/run-in-given-executor")
def run_in_given_executor(net):
    loop = net.new_loop()
    for kind in ["threads", "processes"]:
        pool = net.pool(1, kind)
        run(net, kind, loop, lambda: loop.run_in_executor(pool, works.power, 2, 8))
        pool.shutdown()
        run(net, "after", loop, lambda: loop.run_in_executor(pool, works.nothing))


@thread_case("executors/run-in-executor-before")
def run_in_executor_before(net):
    loop, notes = net.new_loop(), net.file()
    futures = []
    for text in ["a", "b", "c"]:
        futures.append(loop.run_in_executor(net.pool(), works.note, notes, text))
    net.until(lambda: len(net.lines(notes)) == 3)
    net.trace("futures", futures)
    for future in futures:
        run(net, "result", loop, lambda: future)


@thread_case("executors/run-in-executor-cancelled")
def run_in_executor_cancelled(net):
    loop, pool, held, notes = net.new_loop(), net.pool(), net.gate(), net.file()
    running = loop.run_in_executor(pool, works.pass_gate_and_note, held.path, notes, "running")
    held.reached()
    queued = loop.run_in_executor(pool, works.pass_gate_and_note, held.path, notes, "queued")
    net.trace("cancelled", running.cancel(), queued.cancel())
    for future in [running, queued]:
        run(net, "outcome", loop, lambda: future)
    held.open()
    pool.shutdown()
    net.trace("noted", net.lines(notes))


@thread_case("executors/run-in-executor-too-late")
def run_in_executor_too_late(net):
    for cancels in [True, False]:
        loop, pool, held = net.new_loop(), net.pool(), net.gate()
        future = loop.run_in_executor(pool, works.pass_gate, held.path)
        held.reached()
        if cancels:
            net.trace("cancelled", future.cancel())
        calls = []
        loop.close()
        loop.call_soon = loop.call_soon_threadsafe = lambda *args, **options: calls.append(args)
        held.open()
        pool.shutdown()
        net.trace("called", len(calls), future)


@thread_case("executors/run-in-executor-of-a-closed-loop")
def run_in_executor_of_a_closed_loop(net):
    loop = net.new_loop()
    loop.close()
    net.attempt("default", lambda: loop.run_in_executor(None, works.nothing))
    net.attempt("given", lambda: loop.run_in_executor(net.pool(), works.nothing))


@thread_case("executors/default-executor")
def default_executor(net):
    submitted = []

    class OwnExecutor(concurrent.futures.ThreadPoolExecutor):
        def submit(self, *args):
            submitted.append(args)
            return super().submit(*args)

    loop = net.new_loop()
    loop.set_default_executor(net.own(OwnExecutor(1)))
    run(net, "result", loop, lambda: loop.run_in_executor(None, works.power, 2, 8))
    net.trace("submitted", len(submitted))


@thread_case("executors/default-executor-refused")
def default_executor_refused(net):
    loop, gate = net.new_loop(), net.gate()
    gate.open()
    loop.set_default_executor(net.pool(1, thread_name_prefix="kept"))
    for wrong in [None, {}, "text", net.pool(1, "processes")]:
        net.attempt("refused", lambda: loop.set_default_executor(wrong))
    run(net, "worker", loop, lambda: loop.run_in_executor(None, works.pass_gate_and_tell_name, gate.path))


@thread_case("executors/shutdown-default-executor")
def shutdown_default_executor(net):
    loop, held = net.new_loop(), net.gate()
    future = loop.run_in_executor(None, works.pass_gate, held.path, "done")
    held.reached()

    def open_gate():
        net.trace("opened")
        held.open()

    loop.call_later(0.01, open_gate)
    shut_down(net, loop)
    run(net, "result", loop, lambda: future)
    net.attempt("default", lambda: loop.run_in_executor(None, works.nothing))
    run(net, "given", loop, lambda: loop.run_in_executor(net.pool(), works.power, 2, 8))
    shut_down(net, loop)


@thread_case("executors/shutdown-no-default-executor")
def shutdown_no_default_executor(net):
    loop = net.new_loop()
    shut_down(net, loop)
    net.attempt("default", lambda: loop.run_in_executor(None, works.nothing))


# Before 3.13 it waits all the same.
@thread_case("executors/shutdown-default-executor-timeout", since=(3, 13))
def shutdown_default_executor_timeout(net):
    loop, held = net.new_loop(), net.gate()
    future = loop.run_in_executor(None, works.pass_gate, held.path, "done")
    held.reached()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        shut_down(net, loop, 0.03)
    net.trace("told", len(told), future)
    held.open()
    run(net, "result", loop, lambda: future)


@thread_case("executors/wrapped-future")
def wrapped_future(net):
    loop, pool = net.new_loop(), net.pool()
    future = asyncio.wrap_future(pool.submit(works.thread_id), loop=loop)
    net.trace("wrapped", future, future.get_loop() is loop)
    net.trace("elsewhere", loop.run_until_complete(future) != threading.get_ident())
    run(net, "error", loop, lambda: asyncio.wrap_future(pool.submit(works.fail), loop=loop))


@thread_case("executors/wrapped-future-cancelled")
def wrapped_future_cancelled(net):
    loop, pool, held = net.new_loop(), net.pool(), net.gate()
    pool.submit(works.pass_gate, held.path)
    held.reached()
    queued = pool.submit(works.nothing)
    future = asyncio.wrap_future(queued, loop=loop)
    net.trace("cancelled", future.cancel())
    run(net, "outcome", loop, lambda: future)
    net.trace("then", queued.cancelled())


@thread_case("executors/wrapped-future-cancelled-late")
def wrapped_future_cancelled_late(net):
    loop, pool = net.new_loop(), net.pool()
    finished = pool.submit(works.echo, 42)
    future = asyncio.wrap_future(finished, loop=loop)
    finished.result()
    net.trace("cancelled", future.cancel())
    run(net, "outcome", loop, lambda: future)
    net.trace("then", finished.cancelled())
    net.outcome("result", lambda: finished)


@thread_case("executors/wrapped-future-is-cancelled")
def wrapped_future_is_cancelled(net):
    loop, pool, held = net.new_loop(), net.pool(), net.gate()
    pool.submit(works.pass_gate, held.path)
    held.reached()
    queued = pool.submit(works.nothing)
    future = asyncio.wrap_future(queued, loop=loop)
    net.trace("cancelled", queued.cancel())
    run(net, "outcome", loop, lambda: future)
    net.trace("then", future.cancelled())


@thread_case("executors/debug-refuses-coroutines")
def debug_refuses_coroutines(net):
    loop = net.new_loop()
    loop.set_debug(True)

    async def coroutine():
        pass

    started = coroutine()
    for callback in [coroutine, started]:
        net.attempt("call soon", lambda: loop.call_soon(callback))
        net.attempt("call soon threadsafe", lambda: loop.call_soon_threadsafe(callback))
        net.attempt("call later", lambda: loop.call_later(60, callback))
        net.attempt("call at", lambda: loop.call_at(loop.time() + 60, callback))
        run(net, "run in executor", loop, lambda: loop.run_in_executor(net.pool(), callback))
    started.close()
