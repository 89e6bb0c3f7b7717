import asyncio
from contextvars import ContextVar, copy_context

from stage import case


@case("context/async-child-task-snapshot")
def async_child_task_snapshot(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def child():
        stage.trace("child", variable.get())
        variable.set("child")
        await asyncio.sleep(0.005)
        stage.trace("child again", variable.get())

    async def parent():
        variable.set("parent")
        task = loop.create_task(child())
        variable.set("parent, later")
        await task
        stage.trace("parent", variable.get())

    loop.run_until_complete(parent())


@case("context/async-waking-keeps-context")
def async_waking_keeps_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    future = loop.create_future()

    async def waiter():
        variable.set("waiter")
        future.add_done_callback(lambda _: stage.trace("done callback", variable.get()))
        variable.set("waiter, later")
        result = await future
        await asyncio.sleep(0)
        stage.trace("waiter", result, variable.get())

    async def finisher():
        variable.set("finisher")
        await asyncio.sleep(0.005)
        future.set_result("result")

    task = loop.create_task(waiter())
    other = loop.create_task(finisher())
    loop.run_until_complete(task)
    stage.trace("outside", variable.get())
    del other


@case("context/async-cancelled-task")
def async_cancelled_task(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def main():
        variable.set("task")
        try:
            await asyncio.sleep(1)
        finally:
            stage.trace("finally", variable.get())
            await asyncio.sleep(0)
            stage.trace("after a wait", variable.get())

    def cancel():
        variable.set("canceller")
        task.cancel()

    task = loop.create_task(main())
    loop.call_later(0.005, cancel)
    stage.attempt("main", lambda: loop.run_until_complete(task))


@case("context/async-task-in-given-context")
def async_task_in_given_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default=0)
    context = copy_context()

    async def add(amount, delay):
        await asyncio.sleep(delay / 1000)
        variable.set(variable.get() + amount)
        stage.trace("sum", variable.get())

    async def main():
        tasks = [loop.create_task(add(delay, delay), context=context) for delay in [10, 5, 15]]
        for task in tasks:
            await task
        stage.trace("main", variable.get())

    loop.run_until_complete(main())
    stage.trace("ended", context.get(variable), variable.get())


@case("context/async-generator")
def async_generator(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def generator():
        yield variable.get()
        variable.set("set by the generator")
        await asyncio.sleep(0)
        yield variable.get()

    async def main():
        opened = generator()
        variable.set("set by the task")
        stage.trace("first", await anext(opened))
        stage.trace("second", await anext(opened), variable.get())
        variable.set("set again")
        stage.trace("end", await anext(opened, None) is None, variable.get())

    loop.run_until_complete(main())
