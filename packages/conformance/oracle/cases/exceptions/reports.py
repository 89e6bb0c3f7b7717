import asyncio

from stage import case


def fail(*_):
    raise ValueError("failed")


def fail_everywhere(loop):
    """Everything that calls back and can fail there."""
    done = loop.create_future()
    done.set_result(None)
    done.add_done_callback(fail)
    return [loop.call_soon(fail), loop.call_soon_threadsafe(fail), loop.call_at(loop.time() - 0.01, fail), loop.call_later(0, fail)]


def run_for(loop, milliseconds):
    loop.call_later(milliseconds / 1000, loop.stop)
    loop.run_forever()


@case("exceptions/reports-of-callbacks-blocking")
@case("exceptions/reports-of-callbacks")
def reports_of_callbacks(stage):
    loop = stage.new_loop()

    def handler(of, context):
        handle = context["handle"]
        stage.trace("handler", stage.report_of(context), handles.index(handle) if handle in handles else -1, handle)

    loop.set_exception_handler(handler)
    handles = fail_everywhere(loop)
    run_for(loop, 5)
    stage.trace("ended", handles)


@case("exceptions/reports-in-debug-mode-blocking")
@case("exceptions/reports-in-debug-mode")
def reports_in_debug_mode(stage):
    loop = stage.new_loop()
    loop.set_debug(True)
    loop.set_exception_handler(lambda of, context: stage.trace("handler", stage.report_of(context)))
    fail_everywhere(loop)
    run_for(loop, 5)


@case("exceptions/report-at-once-blocking")
@case("exceptions/report-at-once")
def report_at_once(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def fails(error):
        stage.trace("fails", turn())
        raise error

    loop.set_exception_handler(
        lambda of, context: stage.trace("handler", of is loop, stage.error_of(context["exception"]), turn())
    )
    for error in [ValueError(), TypeError(), SyntaxError()]:
        loop.call_soon(fails, error)
        loop.call_soon(lambda: stage.trace("next", turn()))
    loop.call_soon(loop.set_exception_handler, None)
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("exceptions/own-class-blocking")
@case("exceptions/own-class")
def own_class(stage):
    loop = stage.new_loop()

    class OddError(Exception):
        extra = "extra"

    error = OddError("odd")

    def handler(of, context):
        exception = context["exception"]
        stage.trace("handler", exception is error, exception, stage.message(exception), exception.extra)

    def fails():
        raise error

    loop.set_exception_handler(handler)
    loop.call_soon(fails)
    loop.call_later(0.005, fails)
    run_for(loop, 10)


@case("exceptions/cancelled-error-in-callback-blocking")
@case("exceptions/cancelled-error-in-callback")
def cancelled_error_in_callback(stage):
    loop = stage.new_loop()

    def fails():
        raise asyncio.CancelledError

    loop.set_exception_handler(lambda of, context: stage.trace("handler", stage.report_of(context)))
    cancelled = loop.create_future()
    cancelled.cancel()
    loop.call_soon(cancelled.result)
    loop.call_soon(fails)
    run_for(loop, 5)


@case("exceptions/fails-after-cancelling-itself-blocking")
@case("exceptions/fails-after-cancelling-itself")
def fails_after_cancelling_itself(stage):
    loop = stage.new_loop()

    def fails():
        handle.cancel()
        fail()

    loop.set_exception_handler(lambda of, context: stage.trace("handler", stage.report_of(context), context["handle"]))
    handle = loop.call_soon(fails)
    run_for(loop, 5)


@case("exceptions/fails-after-stopping-blocking")
@case("exceptions/fails-after-stopping")
def fails_after_stopping(stage):
    loop = stage.new_loop()

    def fails():
        loop.stop()
        fail()

    loop.set_exception_handler(lambda of, context: stage.trace("handler", stage.report_of(context), loop.is_running()))
    loop.call_soon(fails)
    loop.call_soon(stage.trace, "rest of the batch")
    loop.run_forever()
    stage.trace("ended")


@case("exceptions/task-errors-are-not-reported-blocking")
@case("exceptions/task-errors-are-not-reported")
def task_errors_are_not_reported(stage):
    loop = stage.new_loop()

    async def fails():
        await asyncio.sleep(0)
        fail()

    def done(_):
        raise TypeError("the done callback failed")

    async def waits():
        try:
            await task
        except ValueError as error:
            stage.trace("caught", error)
        await asyncio.sleep(0)

    loop.set_exception_handler(lambda of, context: stage.trace("handler", stage.report_of(context)))
    task = loop.create_task(fails())
    task.add_done_callback(done)
    loop.run_until_complete(waits())
    stage.attempt("run", lambda: loop.run_until_complete(fails()))


@case("exceptions/loops-apart-blocking")
@case("exceptions/loops-apart")
def loops_apart(stage):
    first, second, third = stage.new_loop(), stage.new_loop(), stage.new_loop()
    first.set_exception_handler(lambda of, context: stage.trace("first", of is first, stage.report_of(context)))
    second.default_exception_handler = lambda context: stage.trace("second", stage.report_of(context))
    for loop in [first, second, third]:
        loop.call_soon(fail)
        run_for(loop, 5)
    handlers = [loop.get_exception_handler() for loop in [first, second, third]]
    stage.trace("handlers", handlers[0] is not None, *handlers[1:])
