import asyncio

from stage import case


@case("task/gather-order")
def gather_order(stage):
    loop = stage.new_loop()
    a, b, c = loop.create_future(), loop.create_future(), loop.create_future()

    def first():
        b.set_result("b")
        loop.call_soon(second)

    def second():
        c.set_result("c")
        loop.call_soon(a.set_result, "a")

    async def main():
        results = await asyncio.gather(a, b, c)
        stage.trace("goes on", a, b, c)
        return results

    loop.call_soon(first)
    stage.trace("results", loop.run_until_complete(main()))


@case("task/gather-first-error")
def gather_first_error(stage):
    loop = stage.new_loop()
    a, b, c = loop.create_future(), loop.create_future(), loop.create_future()
    error = ValueError()

    def finish():
        c.set_result("c")
        b.set_exception(error)

    async def main():
        try:
            await asyncio.gather(a, b, c)
        except ValueError as caught:
            stage.trace("caught", caught, caught is error, a, b, c)
        a.set_result("a")
        stage.trace("goes on", await a)

    loop.call_soon(finish)
    loop.run_until_complete(main())


@case("task/gather-all-outcomes")
def gather_all_outcomes(stage):
    loop = stage.new_loop()
    a, b, c = loop.create_future(), loop.create_future(), loop.create_future()

    def finish():
        c.set_result("c")
        a.set_exception(ValueError())
        b.cancel()

    async def main():
        stage.trace("outcomes", *await asyncio.gather(a, b, c, return_exceptions=True))

    loop.call_soon(finish)
    loop.run_until_complete(main())


@case("task/gather-cancel")
def gather_cancel(stage):
    loop = stage.new_loop()

    async def work(name, delay):
        try:
            await asyncio.sleep(delay)
            return name
        except asyncio.CancelledError as error:
            stage.trace(name, error)
            raise

    async def wait():
        try:
            await asyncio.gather(quick, slow, slower)
        except asyncio.CancelledError as error:
            stage.trace("waiter", error)
            raise

    async def main():
        await quick
        await asyncio.sleep(0)
        stage.trace("cancel", waiting.cancel())
        try:
            await waiting
        except asyncio.CancelledError as error:
            stage.trace("caught", error)
        stage.trace("then", waiting, quick, slow, slower, slow.cancelling())

    quick, slow, slower = [
        loop.create_task(coroutine) for coroutine in [work("quick", 0.001), work("slow", 1), work("slower", 2)]
    ]
    waiting = loop.create_task(wait())
    loop.run_until_complete(main())


@case("task/gather-tasks")
def gather_tasks(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work(name, steps):
        for i in range(steps):
            stage.trace(name, i, turn())
            await asyncio.sleep(0)
        return name

    async def main():
        stage.trace("results", await asyncio.gather(work("a", 3), work("b", 1), work("c", 2)))

    loop.run_until_complete(main())
