import asyncio

from stage import case


@case("scheduling/tasks-left-over-blocking")
@case("scheduling/tasks-left-over")
def tasks_left_over(stage):
    loop = stage.new_loop()

    async def steps(name, count):
        for i in range(1, count + 1):
            stage.trace(name, i)
            await asyncio.sleep(0)
        return f"{name} is done"

    long = loop.create_task(steps("long", 9))
    stage.trace("first", loop.run_until_complete(steps("short", 2)), long)
    stage.trace("second", loop.run_until_complete(steps("other", 2)), long)
    stage.trace("last", loop.run_until_complete(long), len(asyncio.all_tasks(loop)))


@case("scheduling/task-waits-between-runs-blocking")
@case("scheduling/task-waits-between-runs")
def task_waits_between_runs(stage):
    loop = stage.new_loop()
    inside = loop.create_future()
    between = loop.create_future()

    async def waits():
        stage.trace("waits")
        stage.trace(await inside)
        stage.trace(await between)
        return "result"

    task = loop.create_task(waits())
    loop.call_soon(inside.set_result, "set inside")
    loop.call_soon(loop.call_soon, loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("run ended", task)
    between.set_result("set between runs")
    stage.trace("still", task)
    stage.trace("result", loop.run_until_complete(task))


@case("scheduling/timers-between-runs-blocking")
@case("scheduling/timers-between-runs")
def timers_between_runs(stage):
    loop = stage.new_loop()
    start = loop.time()
    loop.call_at(start + 0.06, stage.trace, "sixty")
    loop.call_at(start + 0.04, stage.trace, "forty")
    loop.call_soon(loop.stop)
    loop.run_forever()
    stage.trace("first run ended")
    loop.call_at(start + 0.05, stage.trace, "fifty")
    loop.call_at(start + 0.07, loop.stop)
    loop.run_forever()
    stage.trace("ended")


@case("scheduling/nested-tasks-blocking")
@case("scheduling/nested-tasks")
def nested_tasks(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def level(depth):
        stage.trace("down", depth, turn())
        if depth == 0:
            await asyncio.sleep(0)
        below = 0 if depth == 0 else await loop.create_task(level(depth - 1))
        stage.trace("up", depth, turn())
        return below + 1

    stage.trace("result", loop.run_until_complete(level(3)), turn())


@case("scheduling/run-again-for-the-same-blocking")
@case("scheduling/run-again-for-the-same")
def run_again_for_the_same(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def returns():
        await asyncio.sleep(0)
        return "result"

    task = loop.create_task(returns())
    for run in ["first", "second", "third"]:
        stage.attempt(run, lambda: loop.run_until_complete(task))
        stage.trace("turns", turn())


@case("scheduling/failed-run-blocking")
@case("scheduling/failed-run")
def failed_run(stage):
    loop = stage.new_loop()

    async def fails():
        await asyncio.sleep(0)
        loop.call_soon(stage.trace, "scheduled by the failing task")
        loop.call_later(0.03, stage.trace, "timer of the failing task")
        raise ValueError("failed")

    stage.attempt("fails", lambda: loop.run_until_complete(fails()))
    stage.trace("then", loop.is_running(), loop.is_closed())
    loop.call_later(0.035, loop.stop)
    loop.run_forever()
    stage.trace("ended")


@case("scheduling/loops-take-turns-blocking")
@case("scheduling/loops-take-turns")
def loops_take_turns(stage):
    loops = [stage.new_loop(), stage.new_loop()]

    def start(name, loop):
        count = 0

        def again():
            nonlocal count
            count += 1
            stage.trace(name, count, asyncio.get_running_loop() is loop)
            loop.call_soon(again)
            if count % 2 == 0:
                loop.stop()

        loop.call_soon(again)

    for name, loop in zip(["first", "second"], loops):
        start(name, loop)
    for _ in range(2):
        for loop in loops:
            loop.run_forever()
    stage.trace("ended", *(loop.is_running() for loop in loops))


@case("scheduling/done-callbacks-of-the-run-blocking")
@case("scheduling/done-callbacks-of-the-run")
def done_callbacks_of_the_run(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    def inside():
        future.add_done_callback(added_inside)
        future.set_result("result")

    def added_inside(_):
        stage.trace("added inside", turn())
        loop.call_soon(lambda: stage.trace("scheduled by it", turn()))

    future.add_done_callback(lambda _: stage.trace("added before", turn()))
    loop.call_soon(inside)
    stage.trace("result", loop.run_until_complete(future), turn())
    loop.stop()
    loop.run_forever()
    stage.trace("ended", turn())
