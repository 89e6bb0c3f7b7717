import asyncio

from stage import case


@case("scheduling/zero-delays-blocking")
@case("scheduling/zero-delays")
def zero_delays(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def call(name):
        stage.trace(name, turn())

    def schedules():
        call("schedules")
        loop.call_later(0, call, "timer from inside")
        loop.call_soon(call, "callback from inside")

    loop.call_later(0, call, "timer before")
    loop.call_soon(call, "callback")
    loop.call_soon(schedules)
    loop.call_soon(loop.call_soon, loop.call_soon, loop.stop)
    loop.run_forever()


@case("scheduling/zero-delay-chain-blocking")
@case("scheduling/zero-delay-chain")
def zero_delay_chain(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def chain(left):
        stage.trace("timer", turn())
        loop.call_soon(lambda: stage.trace("callback", turn()))
        if left == 0:
            loop.call_soon(loop.stop)
        else:
            loop.call_at(loop.time() - 0.005, chain, left - 1)

    loop.call_later(0, chain, 4)
    loop.run_forever()
    stage.trace("ended", turn())


@case("scheduling/past-deadlines-blocking")
@case("scheduling/past-deadlines")
def past_deadlines(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def call(ago):
        stage.trace("ago", ago, turn())

    def schedule():
        for ago in [150, 1000, 50]:
            loop.call_later(-ago / 1000, call, ago)

    for ago in [300, 100, 500, 200, 400]:
        loop.call_at(loop.time() - ago / 1000, call, ago)
    loop.call_soon(schedule)
    loop.call_soon(loop.call_soon, loop.call_soon, loop.stop)
    loop.run_forever()


@case("scheduling/due-timer-cancelled-in-its-turn-blocking")
@case("scheduling/due-timer-cancelled-in-its-turn")
def due_timer_cancelled_in_its_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    timers = {}

    def add(name, ago, cancels):
        def call():
            stage.trace(name, turn())
            if cancels in timers:
                timers[cancels].cancel()

        timers[name] = loop.call_at(loop.time() - ago, call)

    add("first", 0.5, "third")
    add("second", 0.4, "first")
    add("third", 0.3, "fourth")
    add("fourth", 0.2, "none")
    add("fifth", 0.1, "none")
    loop.call_soon(lambda: timers["fifth"].cancel())
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended", list(timers.values()))


@case("scheduling/timers-in-timers-blocking")
@case("scheduling/timers-in-timers")
def timers_in_timers(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def call(name):
        stage.trace(name, turn())

    def first():
        call("first")
        loop.call_at(loop.time() - 1, call, "overdue")
        loop.call_at(loop.time() - 2, call, "longer overdue")
        loop.call_soon(call, "soon")

    loop.call_at(loop.time() - 0.1, first)
    loop.call_at(loop.time() - 0.05, call, "second")
    loop.call_soon(loop.call_soon, loop.call_soon, loop.stop)
    loop.run_forever()


@case("scheduling/timer-tasks-in-turns-blocking")
@case("scheduling/timer-tasks-in-turns")
def timer_tasks_in_turns(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    def timer():
        stage.trace("timer", turn())
        future.set_result("result")

    async def waiter():
        stage.trace("waits", turn())
        stage.trace(await future, turn())
        await asyncio.sleep(0)
        stage.trace("after sleep", turn())

    loop.call_at(loop.time() - 0.005, timer)
    loop.call_soon(lambda: stage.trace("callback", turn()))
    loop.run_until_complete(waiter())
    stage.trace("ended", turn())
