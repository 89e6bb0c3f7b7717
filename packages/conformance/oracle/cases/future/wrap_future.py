"""What is wrapped here is a concurrent future; in JavaScript, a promise."""

import asyncio
import concurrent.futures

from stage import case


@case("future/wrap-future-of-future")
def wrap_future_of_future(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    stage.trace("same", asyncio.wrap_future(future) is future, asyncio.wrap_future(future, loop=loop) is future)


@case("future/wrap-future-needs-a-loop")
def wrap_future_needs_a_loop(stage):
    loop = stage.new_loop()
    asyncio.set_event_loop(None)
    source = concurrent.futures.Future()
    stage.attempt("without", lambda: asyncio.wrap_future(source))
    future = asyncio.wrap_future(source, loop=loop)
    stage.trace("with", future, future.get_loop() is loop)


@case("future/wrap-future-on-the-running-loop")
def wrap_future_on_the_running_loop(stage):
    loop = stage.new_loop()

    async def main():
        future = asyncio.wrap_future(concurrent.futures.Future())
        stage.trace("wrapped", future, future.get_loop() is loop)
        await asyncio.sleep(0)

    loop.run_until_complete(main())


@case("future/wrap-future-outcomes")
def wrap_future_outcomes(stage):
    loop = stage.new_loop()
    error = ValueError()
    resolved, rejected, source = [concurrent.futures.Future() for _ in range(3)]
    resolved.set_result("result")
    rejected.set_exception(error)
    stage.attempt("result", lambda: loop.run_until_complete(asyncio.wrap_future(resolved, loop=loop)))
    failing = asyncio.wrap_future(rejected, loop=loop)
    stage.attempt("error", lambda: loop.run_until_complete(failing))
    stage.trace("the same", failing.exception() is error)
    source.set_running_or_notify_cancel()
    cancelled = asyncio.wrap_future(source, loop=loop)
    stage.trace("cancel", cancelled.cancel(), cancelled)
    source.set_result("too late")
    stage.trace("then", cancelled)


@case("future/wrap-future-refuses")
def wrap_future_refuses(stage):
    loop = stage.new_loop()
    for name, value in [("plain object", {}), ("number", 1), ("nothing", None)]:
        stage.attempt(name, lambda: asyncio.wrap_future(value, loop=loop))
