import asyncio

from stage import case


def telling_factory(stage):
    """A factory that says when it is asked, and makes ordinary tasks."""

    def factory(loop, coroutine, **options):
        stage.trace("factory", loop)
        return asyncio.Task(coroutine, loop=loop, **options)

    return factory


@case("task/factory-set-and-get")
def factory_set_and_get(stage):
    loop = stage.new_loop()
    stage.trace("at first", loop.get_task_factory())
    loop.set_task_factory(asyncio.eager_task_factory)
    stage.trace("set", loop.get_task_factory() is asyncio.eager_task_factory)
    loop.set_task_factory(None)
    stage.trace("taken away", loop.get_task_factory())


@case("task/factory-refuses")
def factory_refuses(stage):
    loop = stage.new_loop()
    stage.attempt("number", lambda: loop.set_task_factory(1))
    stage.trace("none", loop.get_task_factory())
    loop.set_task_factory(asyncio.eager_task_factory)
    stage.attempt("text", lambda: loop.set_task_factory("factory"))
    stage.trace("kept", loop.get_task_factory() is asyncio.eager_task_factory)


@case("task/factory-makes-tasks")
def factory_makes_tasks(stage):
    loop = stage.new_loop()

    async def work():
        return await asyncio.sleep(0, "result")

    loop.set_task_factory(telling_factory(stage))
    task = loop.create_task(work())
    stage.trace("created", task, task in asyncio.all_tasks(loop))
    stage.trace("result", loop.run_until_complete(task))
    stage.trace("of a run", loop.run_until_complete(work()))
    stage.trace("of a future", asyncio.ensure_future(work(), loop=loop))
    loop.set_task_factory(None)
    stage.trace("default", loop.create_task(work()))


@case("task/factory-and-names")
def factory_and_names(stage):
    loop = stage.new_loop()
    loop.set_task_factory(telling_factory(stage))

    async def main():
        stage.trace("inside", asyncio.current_task().get_name())
        await asyncio.sleep(0)

    task = loop.create_task(main(), name="name")
    stage.trace("name", task.get_name())
    loop.run_until_complete(task)


@case("task/factory-fails")
def factory_fails(stage):
    loop = stage.new_loop()
    error = ValueError()

    def factory(loop, coroutine, **options):
        raise error

    async def main():
        stage.trace("never")
        await asyncio.sleep(0)

    loop.set_task_factory(factory)
    for event, call in [
        ("create a task", loop.create_task),
        ("ensure a future", lambda coroutine: asyncio.ensure_future(coroutine, loop=loop)),
        ("run", loop.run_until_complete),
    ]:
        coroutine = main()
        stage.attempt(event, lambda: call(coroutine))
        coroutine.close()
    stage.trace("then", len(asyncio.all_tasks(loop)), loop.is_running())


@case("task/ensure-future-asks-the-loop")
def ensure_future_asks_the_loop(stage):
    loop = stage.new_loop()
    create_task = loop.create_task

    def create_and_tell(coroutine, **options):
        stage.trace("asked")
        return create_task(coroutine, **options)

    loop.create_task = create_and_tell
    task = asyncio.ensure_future(asyncio.sleep(0), loop=loop)
    stage.trace("task", task)
