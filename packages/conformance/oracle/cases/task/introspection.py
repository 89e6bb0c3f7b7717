import asyncio

from stage import case


@case("task/current-task-outside")
def current_task_outside(stage):
    loop = stage.new_loop()
    stage.attempt("of the loop", lambda: asyncio.current_task(loop))
    stage.attempt("of no loop", asyncio.current_task)


@case("task/all-tasks-outside")
def all_tasks_outside(stage):
    loop = stage.new_loop()
    stage.trace("none", asyncio.all_tasks(loop))
    stage.attempt("of no loop", asyncio.all_tasks)
    task = loop.create_task(asyncio.sleep(0))
    stage.trace("one", asyncio.all_tasks(loop), task in asyncio.all_tasks(loop))
    tasks = asyncio.all_tasks(loop)
    stage.trace("a set of its own", asyncio.all_tasks(loop) is tasks)


@case("task/current-task-async")
@case("task/current-task")
def current_task(stage):
    loop = stage.new_loop()
    other = stage.new_loop()

    async def main():
        stage.trace(
            "inside", asyncio.current_task() is task, asyncio.current_task(loop) is task, asyncio.current_task(other)
        )
        loop.call_soon(lambda: stage.trace("callback", asyncio.current_task(), asyncio.current_task(loop)))
        await asyncio.sleep(0)
        stage.trace("after a turn", asyncio.current_task() is task)
        loop.call_later(0.001, lambda: stage.trace("timer", asyncio.current_task()))
        await asyncio.sleep(0.01)
        stage.trace("after a sleep", asyncio.current_task() is task)

    task = loop.create_task(main())
    task.add_done_callback(lambda done: stage.trace("done callback", asyncio.current_task()))
    stage.trace("outside", asyncio.current_task(loop))
    loop.run_until_complete(task)
    stage.trace("ended", asyncio.current_task(loop))


@case("task/current-task-interleaving-async")
@case("task/current-task-interleaving")
def current_task_interleaving(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def name():
        return asyncio.current_task().get_name()

    async def first():
        stage.trace("first", name())
        loop.call_soon(future.set_result, None)
        await asyncio.sleep(0)
        stage.trace("first goes on", name())
        await asyncio.sleep(0)
        stage.trace("first ends", name())

    async def second():
        stage.trace("second", name())
        await future
        stage.trace("second ends", name())

    tasks = [loop.create_task(first(), name="one"), loop.create_task(second(), name="two")]
    for task in tasks:
        loop.run_until_complete(task)
    stage.trace("ended", asyncio.current_task(loop))


@case("task/current-task-after-errors-async")
@case("task/current-task-after-errors")
def current_task_after_errors(stage):
    loop = stage.new_loop()

    def name():
        return asyncio.current_task().get_name()

    async def child(error):
        await asyncio.sleep(0)
        if error is not None:
            raise error
        await asyncio.sleep(10)

    async def main():
        failing = loop.create_task(child(ValueError()), name="failing")
        cancelled = loop.create_task(child(None), name="cancelled")
        for task in [failing, cancelled]:
            try:
                cancelled.cancel()
                await task
            except (ValueError, asyncio.CancelledError) as error:
                stage.trace("caught", error, name())
        stage.trace("ends", name())

    loop.run_until_complete(loop.create_task(main(), name="main"))


@case("task/all-tasks-at-each-stage-async")
@case("task/all-tasks-at-each-stage")
def all_tasks_at_each_stage(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def names():
        return {task.get_name() for task in asyncio.all_tasks(loop)}

    async def work():
        stage.trace("first step", names())
        await future
        stage.trace("last step", names())

    async def main():
        await asyncio.sleep(0)
        stage.trace("waiting", names())
        future.set_result(None)
        stage.trace("woken", names())
        await child
        stage.trace("done", names())

    child = loop.create_task(work(), name="child")
    stage.trace("created", names())
    loop.run_until_complete(loop.create_task(main(), name="main"))
    stage.trace("ended", names())


@case("task/all-tasks-after-errors-async")
@case("task/all-tasks-after-errors")
def all_tasks_after_errors(stage):
    loop = stage.new_loop()

    async def fail():
        await asyncio.sleep(0)
        raise ValueError

    failing = loop.create_task(fail())
    cancelled = loop.create_task(asyncio.sleep(10))
    stage.trace("created", len(asyncio.all_tasks(loop)))
    stage.attempt("failing", lambda: loop.run_until_complete(failing))
    stage.trace("one left", len(asyncio.all_tasks(loop)), cancelled in asyncio.all_tasks(loop))
    cancelled.cancel()
    stage.trace("being cancelled", len(asyncio.all_tasks(loop)))
    stage.attempt("cancelled", lambda: loop.run_until_complete(cancelled))
    stage.trace("none left", len(asyncio.all_tasks(loop)))


@case("task/all-tasks-of-two-loops-async")
@case("task/all-tasks-of-two-loops")
def all_tasks_of_two_loops(stage):
    loop, other = stage.new_loop(), stage.new_loop()
    task = loop.create_task(asyncio.sleep(0))
    others = [other.create_task(asyncio.sleep(0)), other.create_task(asyncio.sleep(0))]
    stage.trace("created", len(asyncio.all_tasks(loop)), len(asyncio.all_tasks(other)), task in asyncio.all_tasks(other))
    loop.run_until_complete(task)
    stage.trace("one loop ran", len(asyncio.all_tasks(loop)), len(asyncio.all_tasks(other)))
    del others
