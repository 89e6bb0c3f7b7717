import asyncio

from stage import case


@case("future/shield-of-done")
def shield_of_done(stage):
    loop = stage.new_loop()
    finished, failed, cancelled = loop.create_future(), loop.create_future(), loop.create_future()
    finished.set_result(1)
    failed.set_exception(ValueError())
    cancelled.cancel()
    for future in [finished, failed, cancelled]:
        stage.trace("shield", asyncio.shield(future) is future)
    pending = loop.create_future()
    outer = asyncio.shield(pending)
    stage.trace("of a pending one", outer, outer is pending, outer.get_loop() is loop)


@case("future/shield-turns")
def shield_turns(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    inner = loop.create_future()

    def finish():
        stage.trace("set", turn())
        inner.set_result("result")

    async def main():
        stage.trace("result", await outer, turn())

    inner.add_done_callback(lambda done: stage.trace("before the shield", turn()))
    outer = asyncio.shield(inner)
    inner.add_done_callback(lambda done: stage.trace("after the shield", turn(), outer))
    outer.add_done_callback(lambda done: stage.trace("the shield itself", turn()))
    loop.call_soon(loop.call_soon, finish)
    loop.run_until_complete(main())


@case("future/shield-finished-by-hand")
def shield_finished_by_hand(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    outer = asyncio.shield(inner)

    async def main():
        outer.set_result("by hand")
        await asyncio.sleep(0)
        inner.set_result("inside")
        await asyncio.sleep(0)

    loop.run_until_complete(main())
    stage.trace("ended", outer.result(), inner.result())


@case("future/shield-finished-by-hand-too-late")
def shield_finished_by_hand_too_late(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    outer = asyncio.shield(inner)

    async def main():
        inner.set_result("inside")
        outer.set_result("by hand")
        await asyncio.sleep(0)

    loop.run_until_complete(main())
    stage.trace("ended", outer.result(), inner.result())


@case("future/shield-refuses")
def shield_refuses(stage):
    stage.attempt("number", lambda: asyncio.shield(1))
    stage.attempt("text", lambda: asyncio.shield("text"))
    stage.attempt("nothing", lambda: asyncio.shield(None))


@case("future/shield-result-async")
@case("future/shield-result")
def shield_result(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    loop.call_soon(inner.set_result, "result")
    outer = asyncio.shield(inner)

    async def main():
        return await outer

    stage.attempt("wait", lambda: loop.run_until_complete(main()))
    stage.trace("then", inner, outer)


@case("future/shield-error-async")
@case("future/shield-error")
def shield_error(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    error = ValueError()
    loop.call_soon(inner.set_exception, error)

    async def main():
        try:
            await asyncio.shield(inner)
        except ValueError as caught:
            stage.trace("caught", caught, caught is error)

    loop.run_until_complete(main())


@case("future/shield-outer-cancelled-async")
@case("future/shield-outer-cancelled")
def shield_outer_cancelled(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    outer = asyncio.shield(inner)

    async def wait():
        try:
            return await outer
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error), inner)
            raise

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", waiting.cancel("told"), outer, inner)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("then", waiting, outer, inner)
        inner.set_result("result")
        await asyncio.sleep(0)
        stage.trace("ended", waiting, outer, await inner)

    waiting = loop.create_task(wait())
    loop.run_until_complete(main())


@case("future/shield-inner-cancelled-async")
@case("future/shield-inner-cancelled")
def shield_inner_cancelled(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    outer = asyncio.shield(inner)

    async def wait():
        try:
            await outer
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error))
            raise

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", inner.cancel("told"), outer)
        await asyncio.sleep(0)
        stage.trace("one turn later", outer, waiting)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("ended", waiting, waiting.cancelling())

    waiting = loop.create_task(wait())
    loop.run_until_complete(main())


@case("future/shield-of-coroutine-async")
@case("future/shield-of-coroutine")
def shield_of_coroutine(stage):
    loop = stage.new_loop()
    finished = loop.create_future()

    async def work():
        stage.trace("work begins")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("work ends")
        finished.set_result("result")

    async def wait():
        await asyncio.shield(work())

    async def main():
        await asyncio.sleep(0)
        waiting.cancel()
        stage.trace("finished", await finished, waiting)

    waiting = loop.create_task(wait())
    loop.run_until_complete(main())


@case("future/shield-of-task-cancelled-inside-async")
@case("future/shield-of-task-cancelled-inside")
def shield_of_task_cancelled_inside(stage):
    loop = stage.new_loop()

    async def wait():
        await asyncio.shield(inner)

    async def main():
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        inner.cancel()
        try:
            await waiting
        except asyncio.CancelledError as error:
            stage.trace("caught", error, waiting, inner, waiting.cancelling(), inner.cancelling())

    inner = loop.create_task(asyncio.sleep(1))
    waiting = loop.create_task(wait())
    loop.run_until_complete(main())


@case("future/shields-of-one-future-async")
@case("future/shields-of-one-future")
def shields_of_one_future(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    first, second = asyncio.shield(inner), asyncio.shield(inner)

    async def main():
        stage.trace("cancel", first.cancel(), first, second, inner)
        loop.call_soon(inner.set_result, "result")
        stage.trace("second", await second, first)

    loop.run_until_complete(main())


@case("future/shield-of-shield-async")
@case("future/shield-of-shield")
def shield_of_shield(stage):
    loop = stage.new_loop()
    inner = loop.create_future()
    middle = asyncio.shield(inner)
    outer = asyncio.shield(middle)

    async def main():
        outer.cancel()
        await asyncio.sleep(0)
        stage.trace("cancelled", outer, middle, inner)
        inner.set_result("result")
        stage.trace("middle", await middle)

    loop.run_until_complete(main())
