import asyncio

from stage import case


@case("loop/run-until-future-is-done")
def run_until_future_is_done(stage):
    loop = stage.new_loop()
    done = loop.create_future()
    done.set_result(1)
    stage.attempt("done before", lambda: loop.run_until_complete(done))
    pending = loop.create_future()
    loop.call_soon(pending.set_result, "result")
    stage.attempt("done inside", lambda: loop.run_until_complete(pending))
    failing = loop.create_future()
    loop.call_soon(failing.set_exception, ValueError())
    stage.attempt("fails", lambda: loop.run_until_complete(failing))
    cancelled = loop.create_future()
    loop.call_soon(cancelled.cancel)
    stage.attempt("is cancelled", lambda: loop.run_until_complete(cancelled))


@case("loop/run-until-coroutine-is-done")
def run_until_coroutine_is_done(stage):
    loop = stage.new_loop()

    async def returns():
        await asyncio.sleep(0)
        return "result"

    async def throws():
        await asyncio.sleep(0)
        raise ValueError

    async def current_task():
        stage.trace("current task", asyncio.current_task())

    stage.attempt("returns", lambda: loop.run_until_complete(returns()))
    stage.attempt("throws", lambda: loop.run_until_complete(throws()))
    stage.attempt("is a task", lambda: loop.run_until_complete(current_task()))


@case("loop/run-until-complete-turns")
def run_until_complete_turns(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    def finish():
        stage.trace("done", turn())
        future.set_result(None)
        loop.call_soon(last)

    def last():
        stage.trace("callback of the last turn", turn())
        loop.call_soon(stage.trace, "never")

    loop.call_soon(loop.call_soon, finish)
    loop.run_until_complete(future)
    stage.trace("ended", turn())


@case("loop/run-until-complete-stopped")
def run_until_complete_stopped(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    loop.call_soon(loop.stop)
    stage.attempt("stopped", lambda: loop.run_until_complete(future))
    stage.trace("then", future, loop.is_running())
    loop.call_soon(future.set_result, "result")
    stage.attempt("run again", lambda: loop.run_until_complete(future))


@case("loop/run-until-complete-stops-once")
def run_until_complete_stops_once(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    loop.call_soon(loop.stop)
    stage.attempt("stopped", lambda: loop.run_until_complete(future))

    def first():
        future.set_result("result")
        loop.call_soon(second)

    def second():
        stage.trace("turn 2")
        loop.call_soon(third)

    def third():
        stage.trace("turn 3")
        loop.stop()

    loop.call_soon(first)
    loop.run_forever()
    stage.trace("ended", future)


@case("loop/run-until-complete-refuses")
def run_until_complete_refuses(stage):
    loop = stage.new_loop()
    for name, value in [("string", "blah"), ("number", 1), ("nothing", None)]:
        stage.attempt(name, lambda: loop.run_until_complete(value))


@case("loop/run-until-foreign-future")
def run_until_foreign_future(stage):
    loop = stage.new_loop()
    future = stage.new_loop().create_future()
    stage.attempt("foreign", lambda: loop.run_until_complete(future))
    stage.trace("then", future, loop.is_running())
