import asyncio

from stage import case


@case("task/done-callbacks-turn")
def done_callbacks_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def child():
        await asyncio.sleep(0)
        stage.trace("last step", turn())
        loop.call_soon(lambda: stage.trace("scheduled before the end", turn()))
        return "result"

    async def main():
        loop.call_soon(lambda: task.add_done_callback(lambda done: stage.trace("last callback", turn())))
        stage.trace("waiter", await task, turn())

    task = loop.create_task(child())
    task.add_done_callback(lambda done: stage.trace("first callback", turn(), done is task, done.result()))
    loop.run_until_complete(main())


@case("task/done-callbacks-async")
@case("task/done-callbacks")
def done_callbacks(stage):
    loop = stage.new_loop()

    async def finish():
        await asyncio.sleep(0)
        return "result"

    async def fail():
        await asyncio.sleep(0.001)
        raise ValueError

    async def main():
        await asyncio.sleep(0.01)
        cancelled.cancel()
        await asyncio.sleep(0.001)

    def removed(done):
        stage.trace("never")

    finished, failed, cancelled = [loop.create_task(coroutine) for coroutine in [finish(), fail(), asyncio.sleep(1)]]
    for task in [finished, failed, cancelled]:
        task.add_done_callback(lambda done, task=task: stage.trace("done", done, done is task, asyncio.current_task()))
    finished.add_done_callback(removed)
    stage.trace("removed", finished.remove_done_callback(removed))
    loop.run_until_complete(main())


@case("task/done-callback-fails-async")
@case("task/done-callback-fails")
def done_callback_fails(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        return "result"

    def fail(done):
        raise ValueError

    task = loop.create_task(main())
    task.add_done_callback(fail)
    task.add_done_callback(lambda done: stage.trace("next callback"))
    stage.trace("result", loop.run_until_complete(task), task)
