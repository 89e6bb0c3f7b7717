import asyncio
import math

from stage import case


@case("scheduling/when-blocking")
@case("scheduling/when")
def when(stage):
    loop = stage.new_loop()
    start = loop.time()
    asked = [start - 1, start, start + 0.00025, start + 86_400 * 365]
    timers = [loop.call_at(deadline, lambda: None) for deadline in asked]

    def is_asked():
        return [timer.when() == deadline for timer, deadline in zip(timers, asked)]

    stage.trace("scheduled", is_asked(), timers)
    loop.call_later(0.005, loop.stop)
    loop.run_forever()
    timers[-1].cancel()
    stage.trace("ended", is_asked(), timers)


@case("scheduling/never-blocking")
@case("scheduling/never")
def never_called(stage):
    loop = stage.new_loop()
    never = loop.call_later(math.inf, stage.trace, "never")
    far = loop.call_later(86_400 * 1000, stage.trace, "in years")
    loop.call_later(0.005, stage.trace, "soon")
    loop.call_later(0.01, loop.stop)
    loop.run_forever()
    stage.trace("ended", never, far, never.when(), far.when() > loop.time())


@case("scheduling/earlier-than-the-others-blocking")
@case("scheduling/earlier-than-the-others")
def earlier_than_the_others(stage):
    loop = stage.new_loop()
    far = [loop.call_later(delay, stage.trace, "never") for delay in [3600, 1800]]

    def five():
        stage.trace("five")
        loop.call_later(0.02, twenty_five)
        loop.call_later(0.005, stage.trace, "ten")

    def twenty_five():
        stage.trace("twenty-five")
        loop.stop()

    loop.call_later(0.005, five)
    loop.run_forever()
    stage.trace("ended", far)


@case("scheduling/cancel-inside-timers-blocking")
@case("scheduling/cancel-inside-timers")
def cancel_inside_timers(stage):
    loop = stage.new_loop()
    timers = []

    def second():
        timers[1].cancel()
        timers[0].cancel()
        stage.trace("cancels itself and the one before", timers)

    timers.append(loop.call_later(0.005, lambda: timers[2].cancel()))
    timers.append(loop.call_later(0.01, second))
    timers.append(loop.call_later(0.015, stage.trace, "never"))
    timers.append(loop.call_later(0.02, stage.trace, "called"))
    loop.call_later(0.025, loop.stop)
    loop.run_forever()
    stage.trace("ended", timers)


@case("scheduling/many-cancelled-inside-blocking")
@case("scheduling/many-cancelled-inside")
def many_cancelled_inside(stage):
    loop = stage.new_loop()
    start = loop.time()
    timers = []

    def at(i):
        return start + (60 + i / 40) / 1000

    def cancel_most():
        for i, timer in enumerate(timers):
            if i % 50 != 0:
                timer.cancel()
        loop.call_soon(add_some)

    def add_some():
        for i in [290, 110, 190]:
            loop.call_at(at(i), stage.trace, "extra", i)
        timers[50].cancel()

    for i in range(400):
        timers.append(loop.call_at(at(i * 37 % 400), stage.trace, "timer", i * 37 % 400))
    loop.call_soon(cancel_most)
    loop.call_at(at(500), loop.stop)
    loop.run_forever()
    stage.trace("ended", sum(timer.cancelled() for timer in timers))


@case("scheduling/all-cancelled-blocking")
@case("scheduling/all-cancelled")
def all_cancelled(stage):
    loop = stage.new_loop()
    timers = [loop.call_later((1 + i / 100) / 1000, stage.trace, "never") for i in range(200)]

    def cancel_all():
        for timer in timers:
            timer.cancel()

    def only_one():
        stage.trace("the only one")
        loop.call_later(0, loop.stop)

    loop.call_soon(cancel_all)
    loop.call_later(0.01, only_one)
    loop.run_forever()
    stage.trace("ended", all(timer.cancelled() for timer in timers))


@case("scheduling/sleepers-blocking")
@case("scheduling/sleepers")
def sleepers(stage):
    loop = stage.new_loop()

    async def sleeper(delay):
        start = loop.time()
        await asyncio.sleep(delay / 1000)
        stage.trace("woke", delay, loop.time() - start >= delay / 1000 - 1e-9)

    tasks = [loop.create_task(sleeper(delay)) for delay in [15, 5, 20, 10]]
    loop.run_until_complete(sleeper(25))
    stage.trace("ended", tasks)
