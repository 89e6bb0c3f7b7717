import asyncio

from stage import case


def run_turns(loop, count):
    """Run `loop` for exactly so many turns."""

    def following(left):
        if left == 0:
            loop.stop()
        else:
            loop.call_soon(following, left - 1)

    loop.call_soon(following, count - 1)
    loop.run_forever()


@case("future/callbacks-on-result")
def callbacks_on_result(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()
    for name in ["first", "second", "third"]:
        future.add_done_callback(lambda done, name=name: stage.trace(name, turn(), done is future, done.result()))

    def finish():
        future.set_result("result")
        stage.trace("set", turn())
        loop.call_soon(lambda: stage.trace("scheduled after it was set", turn()))

    loop.call_soon(finish)
    loop.call_soon(lambda: stage.trace("rest of the batch", turn()))
    run_turns(loop, 3)


@case("future/callbacks-on-exception")
def callbacks_on_exception(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()
    future.add_done_callback(lambda done: stage.trace("first", turn(), done is future, done.exception()))
    future.add_done_callback(lambda done: stage.trace("second", turn(), done))

    def finish():
        future.set_exception(ValueError())
        stage.trace("set", turn())

    loop.call_soon(finish)
    run_turns(loop, 3)


@case("future/callbacks-on-cancel")
def callbacks_on_cancel(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()
    future.add_done_callback(lambda done: stage.trace("first", turn(), done is future, done.cancelled()))
    future.add_done_callback(lambda done: stage.trace("second", turn(), done))
    loop.call_soon(lambda: stage.trace("cancel", turn(), future.cancel(), future.cancel()))
    run_turns(loop, 3)


@case("future/callbacks-without-a-run")
def callbacks_without_a_run(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    future.add_done_callback(lambda done: stage.trace("called"))
    future.set_result(1)
    future.add_done_callback(lambda done: stage.trace("added later, called"))
    stage.trace("set", future)
    run_turns(loop, 1)
    stage.trace("ended")


@case("future/callback-added-when-done")
def callback_added_when_done(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()
    future.set_result(1)

    def add():
        future.add_done_callback(lambda done: stage.trace("called", turn(), done.result()))
        stage.trace("added", turn())

    loop.call_soon(add)
    loop.call_soon(lambda: stage.trace("rest of the batch", turn()))
    run_turns(loop, 3)


@case("future/callback-adds-callback")
def callback_adds_callback(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    def first(done):
        stage.trace("first", turn())
        done.add_done_callback(lambda done: stage.trace("added by the first", turn()))

    future.add_done_callback(first)
    future.add_done_callback(lambda done: stage.trace("second", turn()))
    future.set_result(1)
    run_turns(loop, 3)


@case("future/callback-added-many-times")
def callback_added_many_times(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def twice(done):
        stage.trace("twice")

    future.add_done_callback(twice)
    future.add_done_callback(lambda done: stage.trace("between"))
    future.add_done_callback(twice)
    future.set_result(1)
    run_turns(loop, 2)


@case("future/callback-fails")
def callback_fails(stage):
    loop = stage.new_loop()
    loop.set_exception_handler(lambda of, context: stage.trace("handler", of is loop, stage.report_of(context)))
    future = loop.create_future()

    def fail(done):
        raise ValueError("failed")

    future.add_done_callback(lambda done: stage.trace("before"))
    future.add_done_callback(fail)
    future.add_done_callback(lambda done: stage.trace("after"))
    future.set_result(1)
    run_turns(loop, 2)
    stage.trace("then", future)


@case("future/callback-asks-for-the-result")
def callback_asks_for_the_result(stage):
    loop = stage.new_loop()
    failed, cancelled = loop.create_future(), loop.create_future()

    def ask(future):
        stage.trace("ask", future)
        future.result()

    def handler(of, context):
        stage.trace("handler", context["exception"], context["exception"] is failed.exception())

    loop.set_exception_handler(handler)
    failed.add_done_callback(ask)
    cancelled.add_done_callback(ask)
    failed.set_exception(ValueError())
    cancelled.cancel()
    run_turns(loop, 2)


@case("future/callbacks-of-two-futures")
def callbacks_of_two_futures(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    a, b = loop.create_future(), loop.create_future()
    a.add_done_callback(lambda done: stage.trace("first of a", turn()))
    b.add_done_callback(lambda done: stage.trace("first of b", turn()))
    a.add_done_callback(lambda done: stage.trace("second of a", turn()))
    b.add_done_callback(lambda done: stage.trace("second of b", turn()))

    def finish():
        b.set_result(2)
        loop.call_soon(lambda: stage.trace("between", turn()))
        a.set_result(1)

    loop.call_soon(finish)
    run_turns(loop, 3)


@case("future/callbacks-in-a-chain")
def callbacks_in_a_chain(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    futures = [loop.create_future() for _ in range(4)]

    def done(i):
        stage.trace("done", i, turn())
        if i + 1 < len(futures):
            futures[i + 1].set_result(i + 1)

    for i, future in enumerate(futures):
        future.add_done_callback(lambda future, i=i: done(i))
    futures[0].set_result(0)
    run_turns(loop, 6)


@case("future/callback-is-no-task")
def callback_is_no_task(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    future.add_done_callback(lambda done: stage.trace("callback", asyncio.get_running_loop() is loop, asyncio.current_task()))

    async def main():
        future.add_done_callback(lambda done: stage.trace("added by a task", asyncio.get_running_loop() is loop, asyncio.current_task()))
        future.set_result(1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("future/callback-refused")
def callback_refused(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    stage.attempt("add", lambda: future.add_done_callback(1))
    future.set_result(1)
    run_turns(loop, 2)
    stage.trace("then", future)
