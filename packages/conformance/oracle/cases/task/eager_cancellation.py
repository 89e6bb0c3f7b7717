import asyncio

from stage import case


def eager_loop(stage):
    loop = stage.new_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    return loop


@case("task/eager-cancel-completed")
def eager_cancel_completed(stage):
    loop = eager_loop(stage)

    async def child():
        return "result"

    async def main():
        task = loop.create_task(child())
        stage.trace("cancel", task.cancel(), task, task.cancelling())
        stage.trace("result", await task)

    loop.run_until_complete(main())


@case("task/eager-cancels-itself-at-the-end")
def eager_cancels_itself_at_the_end(stage):
    loop = eager_loop(stage)

    async def child():
        asyncio.current_task().cancel("told")
        return "result"

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task, task.cancelling())
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error))

    loop.run_until_complete(main())


@case("task/eager-cancel-blocked-async")
@case("task/eager-cancel-blocked")
def eager_cancel_blocked(stage):
    loop = eager_loop(stage)

    async def child():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace("inside", error, stage.message(error))
            raise

    async def main():
        task = loop.create_task(child())
        stage.trace("cancel", task.cancel("told"), task, task.cancelling())
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("outside", error, stage.message(error), task)

    loop.run_until_complete(main())


@case("task/eager-cancels-itself-async")
@case("task/eager-cancels-itself")
def eager_cancels_itself(stage):
    loop = eager_loop(stage)
    turn = stage.turns(loop)

    async def child():
        stage.trace("cancel", asyncio.current_task().cancel(), turn())
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace("inside", error, turn())
            raise

    async def main():
        task = loop.create_task(child())
        stage.trace("created", task, task.cancelling())
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("outside", error, task, turn())

    loop.run_until_complete(main())


@case("task/eager-cancel-of-maker-async")
@case("task/eager-cancel-of-maker")
def eager_cancel_of_maker(stage):
    loop = eager_loop(stage)

    async def child():
        try:
            await asyncio.sleep(10)
        finally:
            stage.trace("child is left")

    async def make():
        task = loop.create_task(child())
        try:
            await task
        finally:
            stage.trace("maker is left", task)

    async def main():
        maker = loop.create_task(make())
        await asyncio.sleep(0)
        stage.trace("cancel", maker.cancel())
        try:
            await maker
        except asyncio.CancelledError as error:
            stage.trace("caught", error, maker)

    loop.run_until_complete(main())
