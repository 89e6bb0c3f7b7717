import asyncio
from contextvars import ContextVar, copy_context

from stage import case


@case("context/task-keeps-values-blocking")
@case("context/task-keeps-values")
@case("context/async-task-keeps-values")
def task_keeps_values(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def part():
        stage.trace("in a part", variable.get())
        variable.set("set by a part")
        await asyncio.sleep(0)

    async def main():
        token = variable.set("task")
        await asyncio.sleep(0)
        stage.trace("after a turn", variable.get())
        await part()
        stage.trace("after the part", variable.get())
        await asyncio.sleep(0.005)
        variable.reset(token)
        return variable.get()

    stage.trace("result", loop.run_until_complete(main()))
    stage.trace("outside", variable.get())


@case("context/child-task-snapshot-blocking")
@case("context/child-task-snapshot")
def child_task_snapshot(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def child():
        stage.trace("child", variable.get())
        variable.set("child")
        await asyncio.sleep(0)
        stage.trace("child again", variable.get())

    async def parent():
        variable.set("parent")
        task = loop.create_task(child())
        variable.set("parent, later")
        await asyncio.sleep(0)
        stage.trace("parent", variable.get())
        await task
        stage.trace("parent again", variable.get())

    loop.run_until_complete(parent())


@case("context/grandchildren-blocking")
@case("context/grandchildren")
def grandchildren(stage):
    loop = stage.new_loop()
    path = ContextVar("path", default="")

    async def member(name, depth):
        path.set(f"{path.get()}/{name}")
        stage.trace(path.get(), depth)
        children = [loop.create_task(member(child, depth - 1)) for child in "ab"] if depth > 0 else []
        for task in children:
            await task
        stage.trace(f"{path.get()} ends")

    loop.run_until_complete(member("root", 2))
    stage.trace("outside", path.get())


@case("context/waking-keeps-context-blocking")
@case("context/waking-keeps-context")
def waking_keeps_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    future = loop.create_future()

    async def waiter():
        variable.set("waiter")
        future.add_done_callback(lambda _: stage.trace("done callback", variable.get()))
        variable.set("waiter, later")
        stage.trace("result", await future)
        stage.trace("waiter", variable.get())

    async def finisher():
        variable.set("finisher")
        await asyncio.sleep(0)
        future.set_result("result")
        stage.trace("finisher", variable.get())

    task = loop.create_task(waiter())
    other = loop.create_task(finisher())
    loop.run_until_complete(task)
    del other


@case("context/task-schedules-blocking")
@case("context/task-schedules")
def task_schedules(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    def look(origin):
        stage.trace(origin, variable.get(), asyncio.current_task())
        variable.set(origin)

    async def main():
        variable.set("task")
        loop.call_soon(look, "soon")
        loop.call_later(0.005, look, "later")
        future = loop.create_future()
        future.add_done_callback(lambda _: look("done"))
        loop.call_later(0.01, future.set_result, None)
        await future
        stage.trace("task", variable.get())

    loop.run_until_complete(main())


@case("context/cancelled-task-blocking")
@case("context/cancelled-task")
def cancelled_task(stage):
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
    loop.call_soon(cancel)
    stage.attempt("main", lambda: loop.run_until_complete(task))


@case("context/token-of-another-task-blocking")
@case("context/token-of-another-task")
def token_of_another_task(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def main():
        token = variable.set("main")

        async def child():
            stage.attempt("child", lambda: variable.reset(token))
            stage.trace("child", variable.get())

        await loop.create_task(child())
        stage.attempt("main", lambda: variable.reset(token))
        stage.trace("main", variable.get())

    loop.run_until_complete(main())


@case("context/copy-in-task-blocking")
@case("context/copy-in-task")
def copy_in_task(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def child():
        await asyncio.sleep(0)
        return variable.get()

    async def main():
        variable.set("copied")
        copy = copy_context()
        variable.set("later")
        stage.trace("copy", copy.get(variable), variable.get())
        stage.trace("child", await loop.create_task(child(), context=copy))
        copy.run(variable.set, "changed")
        stage.trace("task", variable.get(), copy.get(variable))

    loop.run_until_complete(main())


@case("context/task-in-given-context-blocking")
@case("context/task-in-given-context")
def task_in_given_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default=0)
    context = copy_context()

    async def add(amount):
        for _ in range(2):
            variable.set(variable.get() + amount)
            stage.trace("sum", variable.get())
            await asyncio.sleep(0)

    tasks = [loop.create_task(add(amount), context=context) for amount in [1, 10]]
    apart = loop.create_task(add(100))

    async def main():
        for task in [*tasks, apart]:
            await task

    loop.run_until_complete(main())
    stage.trace("ended", context.get(variable), variable.get(), apart.get_context().get(variable))
    stage.trace("contexts", *(task.get_context() is context for task in tasks), apart.get_context() is context)


@case("context/eager-task-blocking")
@case("context/eager-task")
def eager_task(stage):
    loop = stage.new_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    variable = ContextVar("variable", default="default")

    async def child():
        stage.trace("child at once", variable.get())
        variable.set("child")
        await asyncio.sleep(0)
        stage.trace("child", variable.get())

    async def main():
        variable.set("main")
        task = loop.create_task(child())
        stage.trace("main", variable.get())
        await task
        stage.trace("main again", variable.get())

    loop.run_until_complete(main())


@case("context/isolated-tasks-blocking")
@case("context/isolated-tasks")
@case("context/async-isolated-tasks")
def isolated_tasks(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default=-1)
    strange = 0

    async def worker(number):
        nonlocal strange
        variable.set(number)
        for i in range(10):
            await asyncio.sleep(0)
            strange += variable.get() != number + i
            variable.set(number + i + 1)
        return variable.get()

    tasks = [loop.create_task(worker(number * 1000)) for number in range(100)]

    async def main():
        return sum([await task for task in tasks])

    stage.trace("sum", loop.run_until_complete(main()), strange, variable.get())
