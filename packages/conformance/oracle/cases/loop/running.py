import asyncio

from stage import case


@case("loop/stop-before-run")
def stop_before_run(stage):
    loop = stage.new_loop()
    loop.call_later(3600, stage.trace, "timer")

    def first():
        stage.trace("first")
        loop.call_soon(stage.trace, "second")

    loop.call_soon(first)
    loop.stop()
    loop.run_forever()
    stage.trace("ran once")
    loop.stop()
    loop.run_forever()
    stage.trace("ran twice")


@case("loop/stop-finishes-batch")
def stop_finishes_batch(stage):
    loop = stage.new_loop()

    def stops():
        stage.trace("stops")
        loop.stop()
        loop.call_soon(stage.trace, "scheduled by the batch")

    loop.call_soon(stops)
    loop.call_soon(stage.trace, "rest of the batch")
    loop.run_forever()
    stage.trace("first run ended")
    loop.call_soon(stage.trace, "scheduled between runs")
    loop.call_soon(loop.stop)
    loop.run_forever()
    stage.trace("second run ended")


@case("loop/stop-counts-once")
def stop_counts_once(stage):
    loop = stage.new_loop()
    loop.call_soon(loop.stop)
    loop.call_soon(loop.stop)
    loop.run_forever()

    def first():
        stage.trace("turn 1")
        loop.call_soon(second)

    def second():
        stage.trace("turn 2")
        loop.stop()

    loop.call_soon(first)
    loop.run_forever()
    stage.trace("ended")


@case("loop/is-running")
def is_running(stage):
    loop = stage.new_loop()
    stage.trace("before", loop.is_running(), loop.is_closed())

    def inside():
        stage.trace("inside", loop.is_running(), loop.is_closed(), asyncio.get_running_loop() is loop)
        loop.stop()
        stage.trace("after stop", loop.is_running())

    loop.call_soon(inside)
    loop.run_forever()
    stage.trace("after", loop.is_running(), loop.is_closed())


@case("loop/no-running-loop")
def no_running_loop(stage):
    loop = stage.new_loop()
    stage.attempt("before", asyncio.get_running_loop)

    def inside():
        stage.attempt("inside", asyncio.get_running_loop)
        loop.stop()

    loop.call_soon(inside)
    loop.run_forever()
    stage.attempt("after", asyncio.get_running_loop)


@case("loop/nested-run")
def nested_run(stage):
    loop = stage.new_loop()

    def nested():
        stage.attempt("run until complete", lambda: loop.run_until_complete(loop.create_future()))
        stage.trace("goes on", loop.is_running(), asyncio.get_running_loop() is loop)
        # Up to 3.13 this one leaves the loop as if it did not run.
        stage.attempt("run forever", loop.run_forever)
        loop.call_soon(stage.trace, "another callback")
        loop.call_soon(loop.stop)

    loop.call_soon(nested)
    loop.run_forever()
    stage.trace("ended", loop.is_running())


@case("loop/run-inside-another")
def run_inside_another(stage):
    outer = stage.new_loop()
    inner = stage.new_loop()

    def inside():
        stage.attempt("run until complete", lambda: inner.run_until_complete(inner.create_future()))
        stage.trace("goes on", outer.is_running(), inner.is_running(), asyncio.get_running_loop() is outer)
        # As above.
        stage.attempt("run forever", inner.run_forever)
        outer.stop()

    outer.call_soon(inside)
    outer.run_forever()
    stage.trace("ended")
