import re
import threading

import works
from open_pools import thread_case


def every_state(net):
    """A future in each state: those of a pool with one worker, which is held at the gate."""
    pool, held = net.pool(), net.gate()
    finished = pool.submit(works.echo, 42)
    finished.result()
    failed = pool.submit(works.fail)
    net.error(lambda: failed)
    running = pool.submit(works.pass_gate, held.path, "ran")
    held.reached()
    pending = pool.submit(works.echo, "was pending")
    cancelled = pool.submit(works.echo, "never")
    cancelled.cancel()
    return {"pending": pending, "running": running, "cancelled": cancelled, "failed": failed, "finished": finished}, held


def outcome_of(future):
    """What the future tells when it is done: a result or an error."""
    try:
        return future.result()
    except Exception as error:
        return error


def in_thread(call):
    thread = threading.Thread(target=call)
    thread.start()
    return thread


@thread_case("executors/future-states")
def future_states(net):
    futures, held = every_state(net)
    net.trace("cancelled, running, done", net.states(futures))
    held.open()
    net.outcome("running", lambda: futures["running"])
    net.outcome("pending", lambda: futures["pending"])
    net.trace("then", net.states(futures))


@thread_case("executors/future-cancel")
def future_cancel(net):
    futures, held = every_state(net)
    for name, future in futures.items():
        net.trace(name, future.cancel(), future.cancel())
    net.trace("cancelled, running, done", net.states(futures))
    held.open()
    for name, future in futures.items():
        net.outcome(name, lambda: future)


@thread_case("executors/future-result")
def future_result(net):
    futures, _ = every_state(net)
    for name, future in futures.items():
        net.attempt(name, lambda: future.result(timeout=0))


@thread_case("executors/future-exception")
def future_exception(net):
    futures, _ = every_state(net)
    for name, future in futures.items():
        net.attempt(name, lambda: future.exception(timeout=0))


@thread_case("executors/future-text")
def future_text(net):
    futures, _ = every_state(net)
    for name, future in futures.items():
        net.trace(name, re.fullmatch(r"<Future at \w+ state=(\w+).*>", repr(future))[1])


@thread_case("executors/future-awaited")
def future_awaited(net):
    held = net.gate()
    future = net.pool().submit(works.pass_gate, held.path, 42)
    waiting = in_thread(lambda: net.outcome("result", lambda: future))
    held.reached()
    net.trace("opened")
    held.open()
    waiting.join()


@thread_case("executors/future-awaited-and-cancelled")
def future_awaited_and_cancelled(net):
    pool, held = net.pool(), net.gate()
    pool.submit(works.pass_gate, held.path)
    held.reached()
    future = pool.submit(works.nothing)
    cancelled = threading.Event()

    def wait():
        error = net.error(lambda: future)
        cancelled.wait()
        net.trace("result", error)

    waiting = in_thread(wait)
    net.trace("cancelled", future.cancel())
    cancelled.set()
    waiting.join()


@thread_case("executors/callback-with-result")
def callback_with_result(net):
    held = net.gate()
    future = net.pool().submit(works.pass_gate, held.path, 5)
    called = []

    def add(name):
        def callback(given):
            net.trace(name, given is future, given.done(), outcome_of(given))
            called.append(name)

        future.add_done_callback(callback)

    add("first")
    add("second")
    held.reached()
    net.trace("opened", len(called))
    held.open()
    net.until(lambda: len(called) == 2)


@thread_case("executors/callback-with-error")
def callback_with_error(net):
    held = net.gate()
    future = net.pool().submit(works.pass_gate_and_fail, held.path)
    called = []

    def callback(given):
        net.trace("callback", given.exception())
        called.append(given)

    future.add_done_callback(callback)
    held.open()
    net.until(lambda: called)


@thread_case("executors/callback-with-cancel")
def callback_with_cancel(net):
    futures, _ = every_state(net)
    futures["pending"].add_done_callback(lambda given: net.trace("callback", given.cancelled()))
    net.trace("cancelled", futures["pending"].cancel())


@thread_case("executors/callback-fails")
def callback_fails(net):
    futures, _ = every_state(net)

    def callback(given):
        raise Exception("doh!")

    def call():
        for future in [futures["pending"], futures["finished"]]:
            future.add_done_callback(callback)
            future.add_done_callback(lambda given: net.trace("next"))
        futures["pending"].cancel()

    net.trace("told", ["doh!" in text for text in net.logged(call)])


@thread_case("executors/callback-when-done")
def callback_when_done(net):
    futures, _ = every_state(net)
    for name in ["finished", "failed", "cancelled"]:
        future = futures[name]
        future.add_done_callback(lambda given: net.trace("callback", given is future, outcome_of(given)))
        net.trace("added")
