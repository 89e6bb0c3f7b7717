import asyncio

from stage import case


@case("task/cancelling-async")
@case("task/cancelling")
def cancelling(stage):
    loop = stage.new_loop()
    task = loop.create_task(asyncio.sleep(10))
    stage.trace("at first", task.cancelling())
    for _ in range(3):
        stage.trace("cancel", task.cancel(), task.cancelling(), task.cancelled())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("done", task.cancelling(), task.cancel(), task.cancelling())


@case("task/uncancel-async")
@case("task/uncancel")
def uncancel(stage):
    loop = stage.new_loop()

    async def work():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace("caught", error, asyncio.current_task().cancelling(), asyncio.current_task().uncancel())
        await asyncio.sleep(10)

    async def main():
        stage.trace("before", task.uncancel(), task.cancelling())
        await asyncio.sleep(0)
        stage.trace("cancel", task.cancel(), task.cancelling())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("uncancelled", task.cancelling(), task)
        stage.trace("cancel again", task.cancel(), task.cancelling())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("done", task, task.cancelling(), task.uncancel(), task.uncancel(), task.cancelled())

    task = loop.create_task(work())
    loop.run_until_complete(main())
    stage.attempt("result", task.result)


@case("task/uncancel-drops-cancellation-async", since=(3, 13))
@case("task/uncancel-drops-cancellation", since=(3, 13))
def uncancel_drops_cancellation(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def main():
        await future
        stage.trace("goes on", asyncio.current_task().cancelling())
        await asyncio.sleep(0)
        return "result"

    def both():
        future.set_result("result")
        stage.trace("cancel", task.cancel(), task.cancelling())
        stage.trace("uncancel", task.uncancel(), task.cancelling())

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, both)
    stage.trace("result", loop.run_until_complete(task), task)


@case("task/uncancel-before-start-async", since=(3, 13))
@case("task/uncancel-before-start", since=(3, 13))
def uncancel_before_start(stage):
    loop = stage.new_loop()

    async def main():
        stage.trace("begins", asyncio.current_task().cancelling())
        return await asyncio.sleep(0, "result")

    task = loop.create_task(main())
    stage.trace("cancel", task.cancel(), task.cancelling())
    stage.trace("uncancel", task.uncancel())
    stage.trace("result", loop.run_until_complete(task))


@case("task/uncancel-one-of-two-async")
@case("task/uncancel-one-of-two")
def uncancel_one_of_two(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        stage.trace("never")

    task = loop.create_task(main())
    stage.trace("cancel", task.cancel(), task.cancel(), task.cancelling())
    stage.trace("uncancel", task.uncancel())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, task.cancelling())


@case("task/uncancel-too-late-async")
@case("task/uncancel-too-late")
def uncancel_too_late(stage):
    loop = stage.new_loop()
    task = loop.create_task(asyncio.sleep(10))
    loop.call_soon(loop.call_soon, lambda: stage.trace("cancel", task.cancel(), task.uncancel(), task.cancelling()))
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task)


async def with_timeout(loop, delay, body):
    """The pattern of a timeout: what it cancels it takes back. Gives whether the time was over."""
    task = asyncio.current_task()
    over = False

    def cancel():
        nonlocal over
        over = True
        task.cancel()

    timer = loop.call_later(delay, cancel)
    try:
        await body
    except asyncio.CancelledError:
        if not over or task.uncancel() > 0:
            raise
    finally:
        timer.cancel()
    return over


@case("task/uncancel-structured-async")
@case("task/uncancel-structured")
def uncancel_structured(stage):
    loop = stage.new_loop()
    done = loop.create_future()

    def left():
        return asyncio.current_task().cancelling()

    async def inner_one_over():
        stage.trace("inner", await with_timeout(loop, 0.005, done), left())
        stage.trace("goes on", await asyncio.sleep(0, "result"))

    async def outer_one_over():
        stage.trace("never", await with_timeout(loop, 10, asyncio.sleep(20)))

    async def main():
        stage.trace("over", await with_timeout(loop, 0.005, asyncio.sleep(10)), left())
        stage.trace("in time", await with_timeout(loop, 10, asyncio.sleep(0.005)), left())
        stage.trace("inner one over", await with_timeout(loop, 10, inner_one_over()), left())
        stage.trace("outer one over", await with_timeout(loop, 0.005, outer_one_over()), left())

    loop.run_until_complete(main())
