import asyncio

from stage import case


@case("future/initial-state")
def initial_state(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    stage.trace("state", future, future.done(), future.cancelled())
    stage.trace("loop", future.get_loop() is loop)


@case("future/on-the-running-loop")
def on_the_running_loop(stage):
    loop = stage.new_loop()
    asyncio.set_event_loop(None)

    async def main():
        stage.trace("inside", asyncio.Future().get_loop() is loop)
        await asyncio.sleep(0)

    loop.run_until_complete(main())
    stage.attempt("outside", asyncio.Future)


@case("future/result")
def result(stage):
    future = stage.new_loop().create_future()
    stage.attempt("result too early", future.result)
    stage.attempt("exception too early", future.exception)
    future.set_result(42)
    stage.trace("state", future, future.done(), future.cancelled())
    stage.attempt("result", future.result)
    stage.attempt("result again", future.result)
    stage.attempt("exception", future.exception)
    stage.attempt("set a result", lambda: future.set_result(1))
    stage.attempt("set an exception", lambda: future.set_exception(ValueError()))
    stage.attempt("cancel", future.cancel)
    stage.attempt("kept", future.result)


@case("future/result-is-the-object-itself")
def result_is_the_object_itself(stage):
    loop = stage.new_loop()
    obj = {"key": "value"}
    items = [1, 2]
    nothing, with_object, with_list = loop.create_future(), loop.create_future(), loop.create_future()
    nothing.set_result(None)
    with_object.set_result(obj)
    with_list.set_result(items)
    stage.trace("nothing", nothing, nothing.result())
    stage.trace("the same", with_object.result() is obj, with_list.result() is items)
    future = loop.create_future()
    future.set_result(nothing)
    stage.trace("a future", future, future.result() is nothing)


@case("future/exception")
def exception(stage):
    future = stage.new_loop().create_future()
    error = ValueError("told")
    stage.attempt("exception too early", future.exception)
    stage.attempt("result too early", future.result)
    future.set_exception(error)
    stage.trace("state", future, future.done(), future.cancelled())
    stage.attempt("result", future.result)
    stage.attempt("result again", future.result)
    stage.trace("exception", future.exception(), future.exception() is error, stage.message(future.exception()))
    stage.attempt("set a result", lambda: future.set_result(1))
    stage.attempt("set an exception", lambda: future.set_exception(TypeError()))
    stage.attempt("cancel", future.cancel)
    stage.trace("kept", future.exception() is error)


@case("future/exception-class")
def exception_class(stage):
    future = stage.new_loop().create_future()
    future.set_exception(ValueError)
    stage.attempt("result", future.result)
    stage.trace("exception", isinstance(future.exception(), ValueError), stage.message(future.exception()))
    first = future.exception()
    stage.trace("one object", future.exception() is first)


@case("future/exception-refused")
def exception_refused(stage):
    future = stage.new_loop().create_future()
    stage.attempt("text", lambda: future.set_exception("told"))
    stage.trace("then", future.done())


@case("future/exception-is-a-cancellation")
def exception_is_a_cancellation(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    future.set_exception(asyncio.CancelledError("told"))
    stage.trace("state", future, future.done(), future.cancelled())
    stage.attempt("result", future.result)
    stage.attempt("exception", future.exception)

    async def main():
        return await future

    task = loop.create_task(main())
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError as error:
        stage.trace("task", error, stage.message(error))
    stage.trace("then", task, task.cancelling())


@case("future/cancel")
def cancel(stage):
    future = stage.new_loop().create_future()
    stage.trace("cancel", future.cancel())
    stage.trace("state", future, future.done(), future.cancelled())
    stage.attempt("result", future.result)
    stage.attempt("exception", future.exception)
    stage.attempt("set a result", lambda: future.set_result(1))
    stage.attempt("set an exception", lambda: future.set_exception(ValueError()))
    stage.trace("cancel again", future.cancel())


@case("future/cancel-message")
def cancel_message(stage):
    loop = stage.new_loop()
    told = loop.create_future()
    silent = loop.create_future()
    stage.trace("cancel", told.cancel("first"), told.cancel("second"), silent.cancel())
    for future in [told, silent]:
        for ask in [future.result, future.exception, future.result]:
            try:
                ask()
            except asyncio.CancelledError as error:
                stage.trace("message", error, stage.message(error))


@case("future/closed-loop")
def closed_loop(stage):
    loop = stage.new_loop()
    alone, awaited, done = loop.create_future(), loop.create_future(), loop.create_future()

    def callback(future):
        stage.trace("never")

    awaited.add_done_callback(callback)
    done.set_result(1)
    loop.close()
    stage.attempt("set", lambda: alone.set_result("result"))
    stage.trace("alone", alone, alone.result())
    stage.attempt("set with a callback", lambda: awaited.set_result("result"))
    stage.trace("awaited", awaited, awaited.result())
    stage.attempt("add a callback", lambda: done.add_done_callback(callback))
    later = loop.create_future()
    stage.attempt("add a callback to a pending one", lambda: later.add_done_callback(callback))
    stage.attempt("cancel it", later.cancel)
    stage.trace("later", later)
