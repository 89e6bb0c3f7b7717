import asyncio
from contextvars import ContextVar, copy_context

from stage import case


def fail(*_):
    raise ValueError("failed")


@case("exceptions/handler-sees-variables-blocking")
@case("exceptions/handler-sees-variables")
def handler_sees_variables(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    future = loop.create_future()

    def schedule():
        variable.set("at scheduling")
        loop.call_soon(fail)
        loop.call_later(0.005, fail)
        future.add_done_callback(fail)

    def set_and_fail():
        variable.set("set inside")
        fail()

    def finish():
        variable.set("who finished the future")
        future.set_result(None)
        loop.call_soon(loop.stop)

    loop.set_exception_handler(lambda of, context: stage.trace("handler", variable.get()))
    copy_context().run(schedule)
    loop.call_soon(fail)
    loop.call_soon(set_and_fail)
    loop.call_later(0.01, finish)
    loop.run_forever()


@case("exceptions/handler-sees-given-context-blocking")
@case("exceptions/handler-sees-given-context")
def handler_sees_given_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    loop.set_exception_handler(lambda of, context: stage.trace("handler", variable.get()))
    context = copy_context()
    context.run(variable.set, "given")
    future = loop.create_future()
    future.add_done_callback(fail, context=context)
    future.add_done_callback(lambda _: loop.stop())
    future.set_result(None)
    loop.run_forever()


@case("exceptions/handler-sees-bound-context-blocking")
@case("exceptions/handler-sees-bound-context")
def handler_sees_bound_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    loop.set_exception_handler(lambda of, context: stage.trace("handler", variable.get()))
    context = copy_context()
    context.run(variable.set, "bound")
    loop.call_soon(fail, context=context)
    loop.call_later(0.005, fail, context=context)
    loop.call_later(0.01, loop.stop)
    loop.run_forever()


@case("exceptions/handler-sets-variables-blocking")
@case("exceptions/handler-sets-variables")
def handler_sets_variables(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    context = copy_context()
    future = loop.create_future()

    def handler(of, report):
        stage.trace("handler", variable.get())
        variable.set("set by the handler")
        loop.call_soon(lambda: stage.trace("scheduled by the handler", variable.get()))

    loop.set_exception_handler(handler)
    future.add_done_callback(fail, context=context)
    future.set_result(None)
    loop.call_soon(fail)
    loop.call_soon(lambda: stage.trace("another", variable.get()))
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended", context.get(variable), variable.get())


@case("exceptions/handler-of-task-context-blocking")
@case("exceptions/handler-of-task-context")
def handler_of_task_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def sets():
        variable.set("task")
        await asyncio.sleep(0)

    def create():
        variable.set("at creation")
        return loop.create_task(sets()), loop.create_future()

    def inside():
        variable.set("callback")
        loop.call_exception_handler({"message": "about a task, inside", "task": task})
        loop.call_exception_handler({"message": "about a future, inside", "future": future})
        loop.call_exception_handler({"message": "about nothing, inside"})
        loop.stop()

    loop.set_exception_handler(lambda of, context: stage.trace(context["message"], variable.get()))
    task, future = copy_context().run(create)
    loop.call_exception_handler({"message": "about a task that did not start", "task": task})
    loop.run_until_complete(task)
    loop.call_exception_handler({"message": "about a task", "task": task})
    loop.call_exception_handler({"message": "about a task as a future", "future": task})
    loop.call_exception_handler({"message": "about a future", "future": future})
    loop.call_exception_handler({"message": "about nothing"})
    loop.call_soon(inside)
    loop.run_forever()


@case("exceptions/handler-is-in-no-task-blocking")
@case("exceptions/handler-is-in-no-task")
def handler_is_in_no_task(stage):
    loop = stage.new_loop()

    async def main():
        loop.call_soon(fail)
        await asyncio.sleep(0)
        stage.trace("task", asyncio.current_task())

    loop.set_exception_handler(
        lambda of, context: stage.trace("handler", asyncio.current_task(), asyncio.get_running_loop() is loop)
    )
    loop.run_until_complete(main())
