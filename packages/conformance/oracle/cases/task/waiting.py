import asyncio

from stage import case


@case("task/waits-for-itself-turn")
def waits_for_itself_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def main():
        stage.trace("waits", turn())
        try:
            await task
        except RuntimeError as error:
            stage.trace("refused", error, turn(), task)
        return "result"

    task = loop.create_task(main())
    stage.trace("result", loop.run_until_complete(task))


@case("task/foreign-future-turn")
def foreign_future_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = stage.new_loop().create_future()

    async def main():
        stage.trace("waits", turn())
        try:
            await future
        except RuntimeError as error:
            stage.trace("refused", error, turn())
        future.set_result("result")
        await asyncio.sleep(0)
        stage.trace("goes on", turn(), future)

    loop.run_until_complete(main())


@case("task/waits-for-done-task")
def waits_for_done_task(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def child():
        await asyncio.sleep(0)
        return "result"

    async def main():
        first = turn()
        stage.trace("result", await task, turn() - first)
        stage.trace("again", await task, turn() - first)

    task = loop.create_task(child())
    loop.run_until_complete(task)
    loop.run_until_complete(main())


@case("task/wake-order")
def wake_order(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    a, b = loop.create_future(), loop.create_future()
    tasks = []

    async def wait(name, future):
        stage.trace(name, await future, turn())

    async def main():
        loop.call_soon(lambda: stage.trace("scheduled before", turn()))
        b.set_result("b")
        tasks.append(loop.create_task(wait("made between", b)))
        loop.call_soon(lambda: stage.trace("scheduled between", turn()))
        a.set_result("a")
        loop.call_soon(lambda: stage.trace("scheduled after", turn()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    for name, future in [("first of a", a), ("first of b", b), ("second of a", a)]:
        tasks.append(loop.create_task(wait(name, future)))
    loop.run_until_complete(main())


@case("task/waits-for-itself-async")
@case("task/waits-for-itself")
def waits_for_itself(stage):
    loop = stage.new_loop()

    async def main():
        await task

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task)


@case("task/foreign-future-async")
@case("task/foreign-future")
def foreign_future(stage):
    loop = stage.new_loop()
    future = stage.new_loop().create_future()

    async def main():
        await future

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, future)


@case("task/foreign-future-that-is-done-async")
@case("task/foreign-future-that-is-done")
def foreign_future_that_is_done(stage):
    loop = stage.new_loop()
    future = stage.new_loop().create_future()
    future.set_result("result")

    async def main():
        return await future

    stage.trace("result", loop.run_until_complete(main()))


@case("task/gets-the-result-object-async")
@case("task/gets-the-result-object")
def gets_the_result_object(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    obj = {"key": "value"}
    loop.call_soon(future.set_result, obj)

    async def main():
        result = await future
        stage.trace("got", result, result is obj)

    loop.run_until_complete(main())


@case("task/waits-for-task-async")
@case("task/waits-for-task")
def waits_for_task(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def child():
        stage.trace("child begins", turn())
        await asyncio.sleep(0)
        stage.trace("child ends", turn())
        return "result"

    async def main():
        task = loop.create_task(child())
        stage.trace("created", turn())
        result = await task
        stage.trace("parent goes on", result, turn())

    loop.run_until_complete(main())
    stage.trace("ended", turn())


@case("task/chain-of-tasks-async")
@case("task/chain-of-tasks")
def chain_of_tasks(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    async def link(depth, below):
        result = await below
        stage.trace("depth", depth, result, turn())
        return result + 1

    def finish():
        stage.trace("set", turn())
        future.set_result(0)

    task = future
    for depth in range(5):
        task = loop.create_task(link(depth, task))
    loop.call_soon(loop.call_soon, finish)
    stage.trace("result", loop.run_until_complete(task), turn())


@case("task/several-waiters-async")
@case("task/several-waiters")
def several_waiters(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work():
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return "result"

    async def wait(name):
        result = await child
        stage.trace(name, result, turn())

    child = loop.create_task(work())
    tasks = [loop.create_task(wait("first")), loop.create_task(wait("second"))]
    loop.run_until_complete(wait("third"))
    loop.run_until_complete(wait("late"))
    del tasks


@case("task/woken-in-order-of-results-async")
@case("task/woken-in-order-of-results")
def woken_in_order_of_results(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    futures = [loop.create_future() for _ in range(3)]

    async def wait(i, future):
        result = await future
        stage.trace("goes on", i, result, turn())

    async def main():
        await asyncio.sleep(0)
        for i in [1, 2, 0]:
            futures[i].set_result(i * 10)
        stage.trace("set", turn())
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    tasks = [loop.create_task(wait(i, future)) for i, future in enumerate(futures)]
    loop.run_until_complete(main())
    del tasks
