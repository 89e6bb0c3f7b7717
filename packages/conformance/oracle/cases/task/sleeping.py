import asyncio

from stage import case


@case("task/sleep-zero-async")
@case("task/sleep-zero")
def sleep_zero(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def main():
        first = turn()
        for delay in [0, 0, -0.001]:
            result = await asyncio.sleep(delay, "result")
            stage.trace("slept", result, turn() - first)
        stage.trace("without a result", await asyncio.sleep(0))

    loop.run_until_complete(main())


@case("task/sleep-async")
@case("task/sleep")
def sleep(stage):
    loop = stage.new_loop()

    async def main():
        start = loop.time()
        first = await asyncio.sleep(0.005, "result")
        stage.trace("first", first, loop.time() - start > 0.004)
        second = await asyncio.sleep(0.01, "result")
        stage.trace("second", second, loop.time() - start > 0.014)

    loop.run_until_complete(main())


@case("task/sleep-not-a-number-async", since=(3, 13))
@case("task/sleep-not-a-number", since=(3, 13))
def sleep_not_a_number(stage):
    loop = stage.new_loop()
    stage.attempt("sleep", lambda: loop.run_until_complete(asyncio.sleep(float("nan"))))


@case("task/sleepers-in-order-async")
@case("task/sleepers-in-order")
def sleepers_in_order(stage):
    loop = stage.new_loop()

    async def work(delay):
        await asyncio.sleep(delay / 1000)
        stage.trace("woke", delay)

    tasks = [loop.create_task(work(delay)) for delay in [50, 10, 30]]
    loop.run_until_complete(work(70))
    del tasks


@case("task/sleep-cancel-async")
@case("task/sleep-cancel")
def sleep_cancel(stage):
    loop = stage.new_loop()
    timer = None
    call_later = loop.call_later

    def call_later_and_keep(delay, callback, *args):
        nonlocal timer
        timer = call_later(delay, callback, *args)
        return timer

    loop.call_later = call_later_and_keep
    task = loop.create_task(asyncio.sleep(1, "never"))
    loop.run_until_complete(asyncio.sleep(0))
    stage.trace("sleeps", timer)
    task.cancel()
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("cancelled", timer)


@case("task/stopped-while-it-sleeps-async")
@case("task/stopped-while-it-sleeps")
def stopped_while_it_sleeps(stage):
    loop = stage.new_loop()

    async def main():
        for i in range(4):
            await asyncio.sleep(0.01)
            stage.trace("woke", i)
            if i == 1:
                loop.stop()
        return "result"

    task = loop.create_task(main())
    stage.attempt("stopped", lambda: loop.run_until_complete(task))
    stage.trace("then", task)
    stage.attempt("run again", lambda: loop.run_until_complete(task))
