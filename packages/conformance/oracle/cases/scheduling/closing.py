import asyncio

from stage import case


@case("scheduling/close-with-work-left")
def close_with_work_left(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def waits():
        stage.trace("started")
        await future
        stage.trace("never")

    async def never():
        stage.trace("never")

    started = loop.create_task(waits())
    loop.stop()
    loop.run_forever()
    unstarted = loop.create_task(never())
    handle = loop.call_soon(stage.trace, "never")
    timer = loop.call_later(0.001, stage.trace, "never")
    loop.close()
    stage.trace("closed", handle, timer, future, started, unstarted, len(asyncio.all_tasks(loop)))
    pass_time(stage.new_loop())
    stage.trace("nothing was called")


@case("scheduling/close-then-cancel")
def close_then_cancel(stage):
    loop = stage.new_loop()
    handle = loop.call_soon(stage.trace, "never")
    timer = loop.call_later(0.001, stage.trace, "never")
    when = timer.when()
    loop.close()
    stage.attempt("handle", handle.cancel)
    stage.attempt("timer", timer.cancel)
    stage.trace("cancelled", handle, timer, timer.when() == when)


@case("scheduling/close-then-finish-future")
def close_then_finish_future(stage):
    loop = stage.new_loop()
    alone = loop.create_future()
    watched = loop.create_future()
    watched.add_done_callback(lambda _: stage.trace("never"))
    loop.close()
    stage.attempt("alone", lambda: alone.set_result("result"))
    stage.trace("alone", alone, alone.result())
    stage.attempt("watched", lambda: watched.set_result("result"))
    stage.trace("watched", watched)
    stage.attempt("add to the one that is done", lambda: alone.add_done_callback(lambda _: stage.trace("never")))


@case("scheduling/close-then-cancel-future")
def close_then_cancel_future(stage):
    loop = stage.new_loop()
    alone = loop.create_future()
    watched = loop.create_future()
    watched.add_done_callback(lambda _: stage.trace("never"))
    loop.close()
    stage.attempt("alone", alone.cancel)
    stage.attempt("watched", watched.cancel)
    stage.trace("then", alone, watched)


@case("scheduling/close-other-loop")
def close_other_loop(stage):
    loop = stage.new_loop()
    other = stage.new_loop()
    other.call_soon(stage.trace, "never")

    def inside():
        other.close()
        stage.trace("closed", other.is_closed(), loop.is_closed())
        stage.attempt("schedule there", lambda: other.call_soon(stage.trace, "never"))
        loop.call_soon(loop.stop)

    loop.call_soon(inside)
    loop.run_forever()
    stage.attempt("run it", other.run_forever)


@case("scheduling/close-after-stopped-run")
def close_after_stopped_run(stage):
    loop = stage.new_loop()
    task = loop.create_task(asyncio.sleep(3600))
    loop.call_later(0.005, loop.stop)
    stage.attempt("stopped", lambda: loop.run_until_complete(task))
    stage.attempt("close", loop.close)
    stage.trace("then", task, loop.is_closed())
    stage.attempt("run again", lambda: loop.run_until_complete(task))


def pass_time(loop):
    loop.call_later(0.005, loop.stop)
    loop.run_forever()
