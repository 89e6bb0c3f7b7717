import asyncio

from stage import case


class Duck:
    _asyncio_future_blocking = False


@case("future/isfuture")
def isfuture(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    task = loop.create_task(asyncio.sleep(0))
    stage.trace("futures", asyncio.isfuture(future), asyncio.isfuture(task), asyncio.isfuture(Duck()))
    stage.trace("classes", asyncio.isfuture(type(future)), asyncio.isfuture(Duck))
    stage.trace("others", asyncio.isfuture({}), asyncio.isfuture(1), asyncio.isfuture(None), asyncio.isfuture("future"))


@case("future/duck")
def duck(stage):
    duck = Duck()
    stage.trace("ensure", asyncio.ensure_future(duck) is duck)
    stage.trace("wrap", asyncio.wrap_future(duck) is duck)


@case("future/ensure-future-of-future")
def ensure_future_of_future(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    stage.trace("without", asyncio.ensure_future(future) is future)
    stage.trace("with", asyncio.ensure_future(future, loop=loop) is future)
    future.cancel()
    stage.trace("done", asyncio.ensure_future(future, loop=loop) is future)


@case("future/ensure-future-of-task")
def ensure_future_of_task(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        return "result"

    task = loop.create_task(main())
    stage.trace("pending", asyncio.ensure_future(task) is task, asyncio.ensure_future(task, loop=loop) is task)
    loop.run_until_complete(task)
    stage.trace("done", asyncio.ensure_future(task) is task, task.result())


@case("future/ensure-future-foreign")
def ensure_future_foreign(stage):
    loop, other = stage.new_loop(), stage.new_loop()
    future = loop.create_future()
    stage.trace("of no loop in particular", asyncio.ensure_future(future) is future)
    stage.attempt("of another loop", lambda: asyncio.ensure_future(future, loop=other))
    stage.trace("then", future)


@case("future/ensure-future-of-coroutine")
def ensure_future_of_coroutine(stage):
    loop = stage.new_loop()
    asyncio.set_event_loop(None)

    async def coroutine(result):
        await asyncio.sleep(0)
        return result

    async def main():
        task = asyncio.ensure_future(coroutine("on the running loop"))
        stage.trace("running", task, task.get_loop() is loop)
        return await task

    given = asyncio.ensure_future(coroutine("on the loop given"), loop=loop)
    stage.trace("given", given, given.get_loop() is loop)
    stage.attempt("result", lambda: loop.run_until_complete(given))
    stage.trace("result", loop.run_until_complete(main()))
    lonely = coroutine("on no loop")
    stage.attempt("none", lambda: asyncio.ensure_future(lonely))
    lonely.close()


@case("future/ensure-future-of-awaitable")
def ensure_future_of_awaitable(stage):
    loop = stage.new_loop()

    class Awaitable:
        def __await__(self):
            yield
            return "result"

    awaitable = Awaitable()
    future = asyncio.ensure_future(awaitable, loop=loop)
    stage.trace("a future", asyncio.isfuture(future), future is awaitable, future.done())
    stage.attempt("result", lambda: loop.run_until_complete(future))


@case("future/ensure-future-refuses")
def ensure_future_refuses(stage):
    loop = stage.new_loop()
    for name, value in [("text", "ok"), ("number", 1), ("nothing", None), ("list", []), ("object", {})]:
        stage.attempt(name, lambda: asyncio.ensure_future(value, loop=loop))
