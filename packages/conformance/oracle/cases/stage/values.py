import asyncio

from stage import case


@case("stage/values")
def values(stage):
    stage.trace("nothing", None, None, True, False)
    stage.trace("numbers", 0, 1.5, -2, float("nan"), float("inf"), float("-inf"), 2**40)
    stage.trace("texts", "", "ASCII", "ümlaut", '"quoted"\n')
    stage.trace("bytes", b"", bytearray(b"abc\xff"))
    stage.trace("lists", [], (1, [2, None]), {"b", "a", "c"}, {3, 1, 2})
    stage.trace("objects", {}, {"camel_case": 1, "text": "a"})
    stage.trace("errors", Exception(), TypeError("told"), ValueError())


@case("stage/asyncio-values")
def asyncio_values(stage):
    loop = stage.new_loop()
    pending, finished, failed, cancelled = [loop.create_future() for _ in range(4)]
    finished.set_result(1)
    failed.set_exception(ValueError())
    cancelled.cancel()
    stage.trace("futures", pending, finished, failed, cancelled)

    async def coroutine():
        await asyncio.sleep(0)

    task = loop.create_task(coroutine())
    stage.trace("task", task)
    loop.run_until_complete(task)
    stage.trace("task", task)
    handle, timer = loop.call_soon(stage.trace, "never"), loop.call_later(0.001, stage.trace, "never")
    stage.trace("handles", handle, timer)
    handle.cancel()
    timer.cancel()
    stage.trace("handles", handle, timer)
    stage.trace("loop", loop)


@case("stage/errors")
def errors(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    stage.attempt("pending", future.result)
    future.cancel()
    stage.attempt("cancelled", future.result)
    stage.attempt("done", lambda: future.set_result(1))
    stage.attempt("no loop", asyncio.get_running_loop)
    stage.attempt("no coroutine", lambda: loop.create_task(1))


@case("stage/report")
def report(stage):
    loop = stage.new_loop()

    def fail():
        raise ValueError("failed")

    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.call_exception_handler({"message": "spam", "camel_case": 1})
    stage.trace("ended")
