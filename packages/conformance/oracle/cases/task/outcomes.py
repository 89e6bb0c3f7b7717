import asyncio
import traceback

from stage import case


@case("task/set-result-refused")
def set_result_refused(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        return "result"

    task = loop.create_task(main())
    stage.attempt("set a result", lambda: task.set_result("other"))
    stage.attempt("set an exception", lambda: task.set_exception(ValueError()))
    stage.trace("then", task)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.attempt("set a result when done", lambda: task.set_result("other"))
    stage.trace("kept", task.result())


@case("task/result-is-a-future")
def result_is_a_future(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def child():
        await asyncio.sleep(0)
        return future

    async def main():
        stage.trace("the same", await task is future, future)

    task = loop.create_task(child())
    loop.run_until_complete(main())


@case("task/result-is-a-future-async")
def result_is_a_future_async(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def child():
        await asyncio.sleep(0)
        return future

    task = loop.create_task(child())
    loop.call_later(0.005, future.set_result, "result")
    result = loop.run_until_complete(task)
    stage.trace("the same", result is future, future)


@case("task/returns-async")
@case("task/returns")
def returns(stage):
    loop = stage.new_loop()
    obj = {"key": "value"}

    async def main():
        await asyncio.sleep(0)
        return obj

    task = loop.create_task(main())
    result = loop.run_until_complete(task)
    stage.trace("result", result, result is obj, task.result() is obj)
    stage.trace("nothing", loop.run_until_complete(asyncio.sleep(0)))


@case("task/throws-async")
@case("task/throws")
def throws(stage):
    loop = stage.new_loop()
    error = ValueError("told")

    async def main():
        await asyncio.sleep(0)
        raise error

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, task.done(), task.cancelled(), task.exception() is error)
    stage.attempt("result", task.result)


@case("task/throws-at-once-async")
@case("task/throws-at-once")
def throws_at_once(stage):
    loop = stage.new_loop()

    async def child():
        raise ValueError

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("then", task, task.exception())

    loop.run_until_complete(main())


@case("task/parts-async")
@case("task/parts")
def parts(stage):
    loop = stage.new_loop()

    async def inner(fails):
        ten = await asyncio.sleep(0, 10)
        if fails:
            raise ValueError
        return ten

    async def middle():
        first = await inner(False)
        second = await inner(False)
        return first + second

    async def main():
        try:
            await inner(True)
        except ValueError as error:
            stage.trace("caught", error)
        stage.trace("goes on", await middle())

    stage.trace("result", loop.run_until_complete(middle()))
    loop.run_until_complete(main())


@case("task/error-passes-through-tasks-async")
@case("task/error-passes-through-tasks")
def error_passes_through_tasks(stage):
    loop = stage.new_loop()
    error = ValueError()

    async def fail():
        await asyncio.sleep(0)
        raise error

    async def wait(task):
        await task

    inner = loop.create_task(fail())
    middle = loop.create_task(wait(inner))
    outer = loop.create_task(wait(middle))
    try:
        loop.run_until_complete(outer)
    except ValueError as caught:
        stage.trace("caught", caught, caught is error)
    stage.trace("all", inner, middle, outer, middle.exception() is error, outer.exception() is error)


@case("task/error-keeps-its-stack-async")
@case("task/error-keeps-its-stack")
def error_keeps_its_stack(stage):
    loop = stage.new_loop()

    def throws_here():
        raise ValueError

    async def main():
        await asyncio.sleep(0)
        throws_here()

    task = loop.create_task(main())
    try:
        loop.run_until_complete(task)
    except ValueError as error:
        stage.trace("told", any(frame.name == "throws_here" for frame in traceback.extract_tb(error.__traceback__)))


@case("task/raises-cancelled-error-async")
@case("task/raises-cancelled-error")
def raises_cancelled_error(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        raise asyncio.CancelledError("told")

    task = loop.create_task(main())
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError as error:
        stage.trace("caught", error, stage.message(error))
    stage.trace("then", task, task.cancelled(), task.cancelling())
