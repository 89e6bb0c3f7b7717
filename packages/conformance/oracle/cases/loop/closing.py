import asyncio

from stage import case


@case("loop/close")
def close(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    loop.close()
    stage.trace("closed", loop.is_closed(), loop.is_running())
    stage.attempt("close again", loop.close)
    stage.attempt("run forever", loop.run_forever)
    stage.attempt("run until complete", lambda: loop.run_until_complete(future))


@case("loop/close-drops")
def close_drops(stage):
    loop = stage.new_loop()
    loop.call_soon(stage.trace, "never")
    loop.call_later(0.001, stage.trace, "never")
    loop.close()
    other = stage.new_loop()
    other.call_later(0.005, other.stop)
    other.run_forever()
    stage.trace("nothing was called")


@case("loop/close-running")
def close_running(stage):
    loop = stage.new_loop()

    def inside():
        stage.attempt("close", loop.close)
        stage.trace("goes on", loop.is_running(), loop.is_closed())
        loop.call_soon(loop.stop)

    loop.call_soon(inside)
    loop.run_forever()
    stage.attempt("close afterwards", loop.close)


@case("loop/closed-refuses")
def closed_refuses(stage):
    loop = stage.new_loop()
    loop.close()

    def callback():
        pass

    async def coroutine():
        pass

    stage.attempt("call soon", lambda: loop.call_soon(callback))
    stage.attempt("call soon threadsafe", lambda: loop.call_soon_threadsafe(callback))
    stage.attempt("call later", lambda: loop.call_later(0.001, callback))
    stage.attempt("call at", lambda: loop.call_at(loop.time() + 0.001, callback))
    stage.attempt("create task", lambda: loop.create_task(coroutine()))
    stage.attempt("ensure future", lambda: asyncio.ensure_future(coroutine(), loop=loop))
    stage.attempt("create future", loop.create_future)
    stage.attempt("stop", loop.stop)
    stage.trace("debug", loop.get_debug(), isinstance(loop.time(), float))
