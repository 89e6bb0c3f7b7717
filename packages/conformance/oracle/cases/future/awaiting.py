import asyncio
import traceback

from stage import case


def run_turns(loop, count):
    """Run `loop` for exactly so many turns."""

    def following(left):
        if left == 0:
            loop.stop()
        else:
            loop.call_soon(following, left - 1)

    loop.call_soon(following, count - 1)
    loop.run_forever()


@case("future/await-done")
def await_done(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()
    loop.call_soon(future.set_result, "result")

    async def main():
        stage.trace("first", await future, turn())
        stage.trace("again", await future, turn())
        stage.trace("once more", await future, turn())

    loop.run_until_complete(main())


@case("future/waiters-and-callbacks-in-order")
def waiters_and_callbacks_in_order(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()
    tasks = []

    async def wait(name):
        stage.trace(name, await future, turn())

    async def main():
        tasks.append(loop.create_task(wait("first task")))
        await asyncio.sleep(0)
        future.add_done_callback(lambda done: stage.trace("callback", turn()))
        tasks.append(loop.create_task(wait("second task")))
        await asyncio.sleep(0)
        future.add_done_callback(lambda done: stage.trace("last callback", turn()))
        future.set_result("result")
        loop.call_soon(lambda: stage.trace("scheduled after it was set", turn()))
        stage.trace("set", await future, turn())
        await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("future/iterate-by-hand")
def iterate_by_hand(stage):
    future = stage.new_loop().create_future()
    iterator = iter(future)
    stage.trace("first step", next(iterator) is future)
    stage.attempt("second step", lambda: next(iterator))


@case("future/finished-outside-the-run")
def finished_outside_the_run(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    async def wait():
        stage.trace("waits", turn())
        stage.trace("goes on", await future, turn())

    task = loop.create_task(wait())
    run_turns(loop, 3)
    stage.trace("between the runs", turn(), task)
    future.set_result("result")
    run_turns(loop, 2)
    stage.trace("ended", turn(), task)


@case("future/await-pending-async")
@case("future/await-pending")
def await_pending(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    def finish():
        stage.trace("set", turn())
        future.set_result("result")

    async def main():
        stage.trace("waits", turn())
        stage.trace("goes on", await future)
        stage.trace("in turn", turn())

    loop.call_soon(loop.call_soon, loop.call_soon, finish)
    loop.run_until_complete(main())
    stage.trace("ended", turn())


@case("future/several-waiters-async")
@case("future/several-waiters")
def several_waiters(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    async def wait(name):
        result = await future
        stage.trace(name, turn(), result)

    async def main():
        await asyncio.sleep(0)
        future.set_result("result")
        stage.trace("set", turn())
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    tasks = [loop.create_task(wait(name)) for name in ["first", "second", "third"]]
    loop.run_until_complete(main())
    del tasks


@case("future/result-list-async")
@case("future/result-list")
def result_list(stage):
    loop = stage.new_loop()
    items = [1, 2]
    future = loop.create_future()
    loop.call_soon(future.set_result, items)

    async def main():
        return await future

    task = loop.create_task(main())
    result = loop.run_until_complete(task)
    stage.trace("result", result, result is items, task.result() is items)


@case("future/await-failed-async")
@case("future/await-failed")
def await_failed(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    error = ValueError("told")
    loop.call_soon(future.set_exception, error)

    async def wait(name):
        try:
            await future
        except ValueError as caught:
            stage.trace(name, caught, caught is error)
            return len(traceback.extract_tb(caught.__traceback__))

    first = loop.run_until_complete(wait("first"))
    second = loop.run_until_complete(wait("second"))
    third = loop.run_until_complete(wait("third"))
    stage.trace("grew", third != second, first is None)


@case("future/await-cancelled-async")
@case("future/await-cancelled")
def await_cancelled(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    loop.call_soon(future.cancel, "told")

    async def main():
        try:
            await future
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error))
            raise

    async def catch():
        try:
            await future
        except asyncio.CancelledError as error:
            return stage.message(error)

    task = loop.create_task(main())
    stage.attempt("task", lambda: loop.run_until_complete(task))
    stage.trace("then", task, task.cancelling())
    catching = loop.create_task(catch())
    stage.attempt("one that catches it", lambda: loop.run_until_complete(catching))
    stage.trace("then", catching)


@case("future/cancelled-by-one-waiter-async")
@case("future/cancelled-by-one-waiter")
def cancelled_by_one_waiter(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def wait(name):
        try:
            await future
        except asyncio.CancelledError as error:
            stage.trace(name, error, stage.message(error))
            raise

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", second.cancel("told"), future, first, second)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("then", first, second, first.cancelling(), second.cancelling())

    first, second = loop.create_task(wait("first")), loop.create_task(wait("second"))
    loop.run_until_complete(main())


@case("future/ping-pong-async")
@case("future/ping-pong")
def ping_pong(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    balls = [loop.create_future() for _ in range(6)]

    async def play(name, first):
        for i in range(first, len(balls), 2):
            ball = await balls[i]
            stage.trace(name, ball, turn())
            if i + 1 < len(balls):
                balls[i + 1].set_result(ball + 1)

    ping = loop.create_task(play("ping", 0))
    pong = loop.create_task(play("pong", 1))
    loop.call_soon(loop.call_soon, balls[0].set_result, 0)
    loop.run_until_complete(pong)
    stage.trace("ended", turn())
    del ping
