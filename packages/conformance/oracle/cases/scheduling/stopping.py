import asyncio

from stage import case


@case("scheduling/stop-in-timer-blocking")
@case("scheduling/stop-in-timer")
def stop_in_timer(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def call(name):
        stage.trace(name, turn())

    def stops():
        call("stops")
        loop.stop()
        loop.call_at(loop.time() - 1, call, "scheduled by it")

    loop.call_at(loop.time() - 0.3, stops)
    loop.call_at(loop.time() - 0.2, call, "due too")
    later = loop.call_later(3600, stage.trace, "never")
    loop.run_forever()
    stage.trace("first run ended", turn(), later)
    loop.call_soon(call, "between runs")
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended", turn())


@case("scheduling/stop-first-and-last-blocking")
@case("scheduling/stop-first-and-last")
def stop_first_and_last(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def call(name):
        stage.trace(name, turn())
        loop.call_soon(lambda: stage.trace(f"after {name}", turn()))

    loop.call_soon(loop.stop)
    loop.call_soon(call, "a")
    loop.call_soon_threadsafe(call, "b")
    loop.run_forever()
    stage.trace("ended", turn())
    loop.call_soon(call, "c")
    loop.call_soon_threadsafe(loop.stop)
    loop.run_forever()
    stage.trace("ended", turn())
    loop.stop()
    loop.run_forever()
    stage.trace("ended", turn())


@case("scheduling/stop-in-done-callback-blocking")
@case("scheduling/stop-in-done-callback")
def stop_in_done_callback(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    def third(_):
        stage.trace("third", turn())
        future.add_done_callback(lambda _: stage.trace("added too late", turn()))

    future.add_done_callback(lambda _: stage.trace("first", turn()))
    future.add_done_callback(lambda _: loop.stop())
    future.add_done_callback(third)
    loop.call_soon(future.set_result, None)
    loop.run_forever()
    stage.trace("ended", turn())
    loop.stop()
    loop.run_forever()


@case("scheduling/stop-in-task-blocking")
@case("scheduling/stop-in-task")
def stop_in_task(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def stops():
        loop.stop()
        stage.trace("goes on", turn())
        await asyncio.sleep(0)
        stage.trace("next run", turn())
        loop.stop()
        await asyncio.sleep(0)
        stage.trace("last run", turn())
        return "result"

    task = loop.create_task(stops())
    for run in ["first", "second"]:
        loop.run_forever()
        stage.trace(run, turn(), task)
    stage.trace("result", loop.run_until_complete(task), turn())


@case("scheduling/stop-between-runs-blocking")
@case("scheduling/stop-between-runs")
def stop_between_runs(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def again():
        stage.trace("again", turn())
        if turn() < 5:
            loop.call_soon(again)
        else:
            loop.stop()

    loop.call_soon(again)
    loop.stop()
    loop.stop()
    loop.run_forever()
    stage.trace("ended", turn(), loop.is_running())
    loop.stop()
    loop.run_forever()
    stage.trace("ended", turn())
    loop.run_forever()
    stage.trace("ended", turn())


@case("scheduling/stop-with-result-blocking")
@case("scheduling/stop-with-result")
def stop_with_result(stage):
    loop = stage.new_loop()
    before = loop.create_future()
    loop.call_soon(before.set_result, "set before")
    loop.call_soon(loop.stop)
    stage.attempt("before", lambda: loop.run_until_complete(before))
    after = loop.create_future()
    loop.call_soon(loop.stop)
    loop.call_soon(after.set_result, "set after")
    stage.attempt("after", lambda: loop.run_until_complete(after))
    loop.call_soon(stage.trace, "next run")
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
