import asyncio

from stage import case


def eager_loop(stage):
    loop = stage.new_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    return loop


@case("task/eager-factory-set-async")
@case("task/eager-factory-set")
def eager_factory_set(stage):
    loop = eager_loop(stage)
    stage.trace("set", loop.get_task_factory() is asyncio.eager_task_factory)

    async def child():
        stage.trace("begins")
        return await asyncio.sleep(0, "result")

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task)
        stage.trace("result", await task)

    loop.run_until_complete(main())


@case("task/eager-made-by-another-factory-async")
@case("task/eager-made-by-another-factory")
def eager_made_by_another_factory(stage):
    loop = stage.new_loop()

    def make(coroutine, *, loop, **options):
        stage.trace("factory", loop)
        return asyncio.Task(coroutine, loop=loop, **options)

    async def child():
        stage.trace("begins")
        return await asyncio.sleep(0, "result")

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task)
        stage.trace("result", await task)

    loop.set_task_factory(asyncio.create_eager_task_factory(make))
    loop.run_until_complete(main())


@case("task/eager-first-step-async")
@case("task/eager-first-step")
def eager_first_step(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)
    ready, go = loop.create_future(), loop.create_future()

    async def child():
        ready.set_result("ready")
        result = await go
        stage.trace("goes on", result, turn())
        return result

    async def main():
        task = loop.create_task(child())
        stage.trace("created", ready, task, turn())
        loop.call_soon(go.set_result, "go")
        stage.trace("result", await task)

    loop.run_until_complete(main())


@case("task/eager-blocks-async")
@case("task/eager-blocks")
def eager_blocks(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)

    async def child():
        stage.trace("begins", turn())
        await asyncio.sleep(0)
        stage.trace("goes on", turn())
        await asyncio.sleep(0)
        return "result"

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task, turn())
        result = await task
        stage.trace("result", result, turn())

    loop.run_until_complete(main())


@case("task/eager-order-async")
@case("task/eager-order")
def eager_order(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)
    tasks = []

    async def work(name):
        stage.trace(name, turn())
        await asyncio.sleep(0)
        stage.trace(f"{name} goes on", turn())

    async def main():
        for name in "abc":
            tasks.append(loop.create_task(work(name)))
            stage.trace("made", name)
        for _ in range(3):
            await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("task/eager-current-task-async")
@case("task/eager-current-task")
def eager_current_task(stage):
    loop = eager_loop(stage)

    async def main():
        maker = asyncio.current_task()
        seen = []

        async def child():
            seen.append(asyncio.current_task())
            stage.trace("inside", asyncio.current_task() is maker)
            await asyncio.sleep(0)
            seen.append(asyncio.current_task())

        task = loop.create_task(child())
        stage.trace("maker", asyncio.current_task() is maker)
        await task
        stage.trace("seen", seen[0] is task, seen[1] is task, asyncio.current_task() is maker)

    loop.run_until_complete(main())


@case("task/eager-in-a-callback-async")
@case("task/eager-in-a-callback")
def eager_in_a_callback(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)
    done = loop.create_future()

    async def work():
        stage.trace("begins", turn())
        await asyncio.sleep(0)
        stage.trace("ends", turn())
        done.set_result(None)

    def create():
        task = loop.create_task(work())
        stage.trace("created", task, asyncio.current_task())

    loop.call_soon(create)
    loop.run_until_complete(done)


@case("task/eager-blocks-among-all-tasks-async")
@case("task/eager-blocks-among-all-tasks")
def eager_blocks_among_all_tasks(stage):
    loop = eager_loop(stage)
    future = loop.create_future()

    async def child():
        stage.trace("inside", len(asyncio.all_tasks()))
        await future

    async def main():
        task = loop.create_task(child())
        stage.trace("waiting", len(asyncio.all_tasks()), task in asyncio.all_tasks())
        future.set_result(None)
        await task
        stage.trace("done", len(asyncio.all_tasks()), task in asyncio.all_tasks())

    loop.run_until_complete(main())


@case("task/eager-names-async")
@case("task/eager-names")
def eager_names(stage):
    loop = eager_loop(stage)

    async def child():
        await asyncio.sleep(0)
        stage.trace("inside", asyncio.current_task().get_name())

    async def main():
        task = loop.create_task(child(), name="name")
        stage.trace("created", task.get_name())
        await task

    loop.run_until_complete(main())


@case("task/eager-fails-later-async")
@case("task/eager-fails-later")
def eager_fails_later(stage):
    loop = eager_loop(stage)
    error = ValueError()

    async def child():
        await asyncio.sleep(0)
        raise error

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task)
        try:
            await task
        except ValueError as caught:
            stage.trace("caught", caught, caught is error, task)

    loop.run_until_complete(main())
