import asyncio
import types

from stage import case


@types.coroutine
def bare(value=None):
    """Yield `value` to the task itself."""
    return (yield value)


@case("task/bad-yields")
def bad_yields(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def main():
        for name, value in [("number", 5), ("text", "text"), ("list", []), ("object", {}), ("false", False)]:
            stage.trace("yields", name, turn())
            try:
                await bare(value)
                stage.trace("never")
            except RuntimeError as error:
                stage.trace("refused", error, turn())

    loop.run_until_complete(main())


@case("task/bad-yield-ends-task")
def bad_yield_ends_task(stage):
    loop = stage.new_loop()

    async def main():
        await bare(5)

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task)


@case("task/yields-a-future-itself")
def yields_a_future_itself(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future, done = loop.create_future(), loop.create_future()
    done.set_result("result")

    async def main():
        for one in [future, done]:
            try:
                await bare(one)
            except RuntimeError as error:
                stage.trace("refused", error, turn(), one)

    loop.run_until_complete(main())
    stage.trace("then", future)


@case("task/bare-yield")
def bare_yield(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def main():
        for _ in range(3):
            stage.trace("step", turn())
            stage.trace("sent", await bare())

    loop.run_until_complete(main())
    stage.trace("ended", turn())


@case("task/bad-yield-and-cancel")
def bad_yield_and_cancel(stage):
    loop = stage.new_loop()

    async def main():
        asyncio.current_task().cancel("told")
        try:
            await bare(5)
        except (asyncio.CancelledError, RuntimeError) as error:
            stage.trace("caught", error, stage.message(error))
        await asyncio.sleep(0)
        stage.trace("goes on")

    task = loop.create_task(main())
    loop.run_until_complete(task)
    stage.trace("then", task, task.cancelling())
