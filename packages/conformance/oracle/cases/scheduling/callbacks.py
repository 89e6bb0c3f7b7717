import asyncio
import weakref

from stage import case


@case("scheduling/batches-blocking")
@case("scheduling/batches")
def batches(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def spread(name, left):
        stage.trace(name, turn())
        if left == 0:
            return
        loop.call_soon_threadsafe(spread, f"{name}t", left - 1)
        loop.call_soon(spread, f"{name}s", left - 1)
        future = loop.create_future()
        future.set_result(None)
        future.add_done_callback(lambda _: spread(f"{name}d", left - 1))

    def until_idle():
        if turn() < 6:
            loop.call_soon(until_idle)
        else:
            loop.stop()

    loop.call_soon(spread, "a", 2)
    loop.call_soon_threadsafe(spread, "b", 1)
    loop.call_soon(until_idle)
    loop.run_forever()
    stage.trace("ended", turn())


@case("scheduling/schedules-itself-blocking")
@case("scheduling/schedules-itself")
def schedules_itself(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def again(name, every):
        if turn() % every == 0:
            stage.trace(name, turn())
        if turn() < 9:
            loop.call_soon(again, name, every)
        elif every == 1:
            loop.stop()

    loop.call_soon(again, "every third", 3)
    loop.call_soon(again, "every", 1)
    loop.call_soon(again, "every second", 2)
    loop.run_forever()


@case("scheduling/cancelled-cancels-nothing-blocking")
@case("scheduling/cancelled-cancels-nothing")
def cancelled_cancels_nothing(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    handles = []

    def call(i):
        stage.trace("called", i, turn())
        if i + 1 < len(handles):
            handles[i + 1].cancel()

    for i in range(6):
        handles.append(loop.call_soon(call, i))
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended", handles)


@case("scheduling/cancel-before-next-turn-blocking")
@case("scheduling/cancel-before-next-turn")
def cancel_before_next_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    following = []

    def schedule():
        for name in ["a", "b", "c"]:
            following.append(loop.call_soon(lambda name: stage.trace(name, turn()), name))

    loop.call_soon(schedule)
    loop.call_soon(lambda: following[1].cancel())
    loop.call_soon_threadsafe(lambda: loop.call_soon(following[2].cancel))
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended", following)


@case("scheduling/one-callback-many-handles-blocking")
@case("scheduling/one-callback-many-handles")
def one_callback_many_handles(stage):
    loop = stage.new_loop()
    calls = 0

    def call():
        nonlocal calls
        calls += 1
        stage.trace("call", calls)

    handles = [loop.call_soon(call), loop.call_soon(call), loop.call_soon_threadsafe(call), loop.call_later(0.005, call)]
    handles[1].cancel()
    stage.trace("scheduled", handles)
    loop.call_later(0.01, loop.stop)
    loop.run_forever()
    stage.trace("ended", calls, len({id(handle) for handle in handles}))


@case("scheduling/arguments-by-reference-blocking")
@case("scheduling/arguments-by-reference")
def arguments_by_reference(stage):
    loop = stage.new_loop()
    numbers = [1]
    loop.call_soon(lambda same: stage.trace("soon", same, same is numbers), numbers)
    loop.call_later(0.005, lambda same: stage.trace("later", same, same is numbers), numbers)
    numbers.append(2)
    loop.call_soon(numbers.append, 3)
    loop.call_later(0.01, loop.stop)
    loop.run_forever()


@case("scheduling/threadsafe-from-inside-blocking")
@case("scheduling/threadsafe-from-inside")
def threadsafe_from_inside(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def both(origin):
        loop.call_soon_threadsafe(lambda: stage.trace(f"{origin}, threadsafe", turn()))
        loop.call_soon(lambda: stage.trace(f"{origin}, soon", turn()))

    async def task():
        both("task")
        await asyncio.sleep(0)
        stage.trace("task", turn())
        await asyncio.sleep(0)

    loop.call_soon(both, "callback")
    loop.call_at(loop.time() - 0.005, both, "timer")
    loop.run_until_complete(task())


@case("scheduling/weak-handles-blocking")
@case("scheduling/weak-handles")
def weak_handles(stage):
    loop = stage.new_loop()
    handles = [loop.call_soon(stage.trace, "called"), loop.call_later(3600, stage.trace, "never")]
    references = [weakref.ref(handle) for handle in handles]
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("held", *(reference() is handle for reference, handle in zip(references, handles)))


@case("scheduling/coroutines-are-refused-blocking")
@case("scheduling/coroutines-are-refused")
def coroutines_are_refused(stage):
    loop = stage.new_loop()
    loop.set_debug(True)

    async def makes():
        pass

    coroutine = makes()
    for callback in [makes, coroutine]:
        stage.attempt("soon", lambda: loop.call_soon(callback))
        stage.attempt("threadsafe", lambda: loop.call_soon_threadsafe(callback))
        stage.attempt("later", lambda: loop.call_later(0.001, callback))
        stage.attempt("at", lambda: loop.call_at(loop.time(), callback))
    loop.stop()
    loop.run_forever()
    coroutine.close()
