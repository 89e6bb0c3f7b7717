import asyncio

from stage import case


@case("task/cancel-caught-async")
@case("task/cancel-caught")
def cancel_caught(stage):
    loop = stage.new_loop()
    first, second = loop.create_future(), loop.create_future()

    async def main():
        await first
        try:
            await second
        except asyncio.CancelledError as error:
            stage.trace("caught", error)
            return 42

    def begin():
        loop.call_soon(first.set_result, None)
        loop.call_soon(loop.call_soon, loop.call_soon, cancel)

    def cancel():
        stage.trace("cancel", task.cancel(), first, second)

    task = loop.create_task(main())
    loop.call_soon(begin)
    stage.trace("result", loop.run_until_complete(task))
    stage.trace("then", task, task.cancelled(), task.cancelling())


@case("task/cancel-ignored-async")
@case("task/cancel-ignored")
def cancel_ignored(stage):
    loop = stage.new_loop()
    first, second = loop.create_future(), loop.create_future()

    async def work():
        try:
            await first
        except asyncio.CancelledError as error:
            stage.trace("swallowed", error)
        return await second

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", task.cancel(), first, second)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("goes on", task, second)
        second.set_result("result")
        stage.trace("result", await task, task.cancelling())

    task = loop.create_task(work())
    loop.run_until_complete(main())


@case("task/cancel-becomes-error-async")
@case("task/cancel-becomes-error")
def cancel_becomes_error(stage):
    loop = stage.new_loop()

    async def main():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            raise ValueError

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, task.cancel)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, task.cancelled(), task.cancelling())


@case("task/cancel-waits-for-cleanup-async")
@case("task/cancel-waits-for-cleanup")
def cancel_waits_for_cleanup(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work():
        try:
            await asyncio.sleep(10)
        finally:
            stage.trace("cleanup begins", turn())
            stage.trace("cleanup ends", await asyncio.sleep(0, "result"), turn())

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", task.cancel("told"), turn())
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("ended", error, stage.message(error), task, turn())

    task = loop.create_task(work())
    loop.run_until_complete(main())


@case("task/cancel-in-cleanup-async")
@case("task/cancel-in-cleanup")
def cancel_in_cleanup(stage):
    loop = stage.new_loop()

    async def work():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace("first", stage.message(error))
            try:
                await asyncio.sleep(10)
                stage.trace("never")
            except asyncio.CancelledError as second:
                stage.trace("second", stage.message(second))
                raise

    async def main():
        for name in ["one", "two"]:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            stage.trace("cancel", task.cancel(name), task.cancelling())
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("ended", error, stage.message(error), task)

    task = loop.create_task(work())
    loop.run_until_complete(main())


@case("task/cancel-swallowed-below-async")
@case("task/cancel-swallowed-below")
def cancel_swallowed_below(stage):
    loop = stage.new_loop()

    async def work():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace("inner", error)
        return "result"

    async def wait():
        return await inner

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", outer.cancel(), inner.cancelling(), outer.cancelling())
        stage.trace("result", await outer, inner, outer, inner.cancelling(), outer.cancelling())

    inner = loop.create_task(work())
    outer = loop.create_task(wait())
    loop.run_until_complete(main())


@case("task/cancelled-inner-is-caught-async")
@case("task/cancelled-inner-is-caught")
def cancelled_inner_is_caught(stage):
    loop = stage.new_loop()

    async def main():
        child = loop.create_task(asyncio.sleep(10))
        await asyncio.sleep(0)
        child.cancel()
        try:
            await child
        except asyncio.CancelledError as error:
            stage.trace("caught", error, child)
        stage.trace("goes on", await asyncio.sleep(0.001, "result"), asyncio.current_task().cancelling())

    loop.run_until_complete(main())


@case("task/cancel-again-and-again-async")
@case("task/cancel-again-and-again")
def cancel_again_and_again(stage):
    loop = stage.new_loop()

    async def work():
        for _ in range(3):
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as error:
                stage.trace("swallowed", stage.message(error), asyncio.current_task().cancelling())
        return "result"

    async def main():
        for name in ["one", "two", "three"]:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel(name)
        stage.trace("result", await task, task.cancelling())

    task = loop.create_task(work())
    loop.run_until_complete(main())
