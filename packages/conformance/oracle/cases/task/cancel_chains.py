import asyncio

from stage import case


@case("task/cancel-chain-async")
@case("task/cancel-chain")
def cancel_chain(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    async def link(name, below):
        try:
            await below
        except asyncio.CancelledError as error:
            stage.trace(name, error, stage.message(error), turn())
            raise

    async def main():
        await asyncio.sleep(0)
        stage.trace(
            "cancel", turn(), outer.cancel("told"), future, inner.cancelling(), middle.cancelling(), outer.cancelling()
        )
        try:
            await outer
        except asyncio.CancelledError as error:
            stage.trace("waiter", error, stage.message(error), turn(), asyncio.current_task().cancelling())
        stage.trace("then", inner, middle, outer)

    inner = loop.create_task(link("inner", future))
    middle = loop.create_task(link("middle", inner))
    outer = loop.create_task(link("outer", middle))
    loop.run_until_complete(main())


@case("task/cancel-awaited-by-another-async")
@case("task/cancel-awaited-by-another")
def cancel_awaited_by_another(stage):
    loop = stage.new_loop()

    async def main():
        try:
            await sleeper
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error), sleeper.cancelled(), asyncio.current_task().cancelling())
        stage.trace("goes on", await asyncio.sleep(0, "result"))

    sleeper = loop.create_task(asyncio.sleep(10))
    loop.call_later(0.005, sleeper.cancel, "told")
    loop.run_until_complete(main())


@case("task/cancel-in-a-part-async")
@case("task/cancel-in-a-part")
def cancel_in_a_part(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def part(name, inner):
        try:
            await inner
        except asyncio.CancelledError as error:
            stage.trace(name, error)
            raise
        finally:
            stage.trace(f"{name} is left")

    task = loop.create_task(part("outer", part("middle", part("inner", future))))
    loop.call_soon(loop.call_soon, task.cancel)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, future)


@case("task/cancel-all-async")
@case("task/cancel-all")
def cancel_all(stage):
    loop = stage.new_loop()

    async def work(name):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace(name, error)
            raise

    async def main():
        await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        stage.trace("others", {task.get_name() for task in others})
        for task in tasks:
            task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("left", len(asyncio.all_tasks()), *tasks)

    tasks = [loop.create_task(work(name), name=name) for name in "abc"]
    loop.run_until_complete(main())
