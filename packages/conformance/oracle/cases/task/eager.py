import asyncio
import types

from stage import case


def eager_loop(stage):
    loop = stage.new_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    return loop


@case("task/eager-completes")
def eager_completes(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)

    async def child():
        stage.trace("child", turn(), asyncio.current_task())
        return "result"

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task, task.result(), turn())
        task.add_done_callback(lambda done: stage.trace("callback", turn()))
        stage.trace("result", await task, turn())
        await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("task/eager-fails")
def eager_fails(stage):
    loop = eager_loop(stage)

    async def child(error):
        raise error

    async def main():
        for error in [ValueError("told"), asyncio.CancelledError()]:
            task = loop.create_task(child(error))
            stage.trace("created", task, len(asyncio.all_tasks()))
            try:
                await task
            except (ValueError, asyncio.CancelledError) as caught:
                stage.trace("caught", caught, caught is error)

    loop.run_until_complete(main())


@case("task/eager-completes-among-all-tasks")
def eager_completes_among_all_tasks(stage):
    loop = eager_loop(stage)

    async def child():
        stage.trace("inside", len(asyncio.all_tasks()), asyncio.current_task() in asyncio.all_tasks())

    async def main():
        task = loop.create_task(child())
        stage.trace("done", len(asyncio.all_tasks()), task in asyncio.all_tasks())
        await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("task/eager-in-eager")
def eager_in_eager(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)

    async def nest(depth):
        task = asyncio.current_task()
        stage.trace("begins", depth, turn())
        inner = loop.create_task(nest(depth + 1)) if depth < 3 else None
        stage.trace("made", depth, inner, asyncio.current_task() is task, turn())
        if inner is None:
            await asyncio.sleep(0)
        total = 0 if inner is None else await inner
        stage.trace("ends", depth, asyncio.current_task() is task, turn())
        return total + depth

    stage.trace("result", loop.run_until_complete(nest(0)))


@case("task/eager-and-ordinary-order")
def eager_and_ordinary_order(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)
    tasks = []

    async def work(name):
        stage.trace(name, turn())
        await asyncio.sleep(0)
        stage.trace(f"{name} goes on", turn())

    async def main():
        tasks.append(loop.create_task(work("eager")))
        loop.set_task_factory(None)
        tasks.append(loop.create_task(work("ordinary")))
        loop.set_task_factory(asyncio.eager_task_factory)
        tasks.append(loop.create_task(work("eager again")))
        stage.trace("all are made", turn())
        for _ in range(3):
            await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("task/eager-get-coro", since=(3, 13))
def eager_get_coro(stage):
    loop = eager_loop(stage)

    async def work(waits):
        if waits:
            await asyncio.sleep(0)

    async def main():
        done, waiting = work(False), work(True)
        first, second = loop.create_task(done), loop.create_task(waiting)
        stage.trace("done", first, first.get_coro() is done)
        stage.trace("waiting", second, second.get_coro() is waiting)
        await second

    loop.run_until_complete(main())


@types.coroutine
def bare(value):
    """Yield `value` to the task itself."""
    return (yield value)


@case("task/eager-and-bad-yield")
def eager_and_bad_yield(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)

    async def child():
        stage.trace("yields", turn())
        try:
            await bare(5)
        except RuntimeError as error:
            stage.trace("refused", error, turn())

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task)
        await task

    loop.run_until_complete(main())


@case("task/eager-without-a-run")
def eager_without_a_run(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)

    async def main():
        stage.trace("begins", turn())
        return "result"

    task = loop.create_task(main())
    stage.trace("created", task, len(asyncio.all_tasks(loop)))
    stage.trace("result", loop.run_until_complete(task), turn())
