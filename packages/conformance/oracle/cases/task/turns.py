import asyncio

from stage import case


@case("task/steps-between-callbacks")
def steps_between_callbacks(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work(name):
        for i in range(3):
            stage.trace(name, i, turn())
            loop.call_soon(lambda i=i: stage.trace(f"scheduled by {name}", i, turn()))
            await asyncio.sleep(0)
            loop.call_soon(lambda i=i: stage.trace(f"scheduled later by {name}", i, turn()))

    loop.call_soon(lambda: stage.trace("callback", turn()))
    task = loop.create_task(work("a"))
    loop.call_soon(lambda: stage.trace("callback", turn()))
    loop.run_until_complete(work("b"))
    del task


@case("task/order-of-a-turn")
def order_of_a_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    async def child(name):
        stage.trace(f"{name} begins", turn())
        await future
        stage.trace(f"{name} ends", turn())

    async def main():
        first = loop.create_task(child("first"))
        loop.call_soon(lambda: stage.trace("callback", turn()))
        second = loop.create_task(child("second"))
        first.add_done_callback(lambda done: stage.trace("first is done", turn()))
        stage.trace("created", turn())
        await asyncio.sleep(0)
        future.set_result(None)
        stage.trace("set", turn(), await future)
        await second
        stage.trace("second was waited for", turn())
        await first
        stage.trace("first was waited for", turn())

    loop.run_until_complete(main())
    stage.trace("ended", turn())


@case("task/interleaving-async")
@case("task/interleaving")
def interleaving(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work(name, steps):
        for i in range(steps):
            stage.trace(name, i, turn())
            await asyncio.sleep(0)
        stage.trace(name, "ends", turn())

    tasks = [loop.create_task(work("a", 2)), loop.create_task(work("b", 4))]
    loop.run_until_complete(work("c", 5))
    del tasks


@case("task/producer-and-consumer-async")
@case("task/producer-and-consumer")
def producer_and_consumer(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    full = loop.create_future()
    empty = loop.create_future()

    async def produce():
        nonlocal empty
        for i in range(3):
            await empty
            empty = loop.create_future()
            stage.trace("produces", i, turn())
            full.set_result(i)

    async def consume():
        nonlocal full
        for _ in range(3):
            item = await full
            full = loop.create_future()
            stage.trace("consumes", item, turn())
            empty.set_result(None)

    producer = loop.create_task(produce())
    loop.call_soon(loop.call_soon, lambda: empty.set_result(None))
    loop.run_until_complete(consume())
    stage.trace("ended", turn())
    del producer


@case("task/run-ends-with-its-task-async")
@case("task/run-ends-with-its-task")
def run_ends_with_its_task(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work():
        for i in range(8):
            stage.trace("other", i, turn())
            await asyncio.sleep(0)

    async def short():
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    other = loop.create_task(work())
    loop.run_until_complete(short())
    stage.trace("between the runs", turn(), other)
    loop.run_until_complete(other)
    stage.trace("ended", turn(), other)
