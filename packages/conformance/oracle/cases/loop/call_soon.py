from stage import case


@case("loop/call-soon-order")
def call_soon_order(stage):
    loop = stage.new_loop()
    stage.trace("handle", loop.call_soon(stage.trace, "without arguments"))
    loop.call_soon(stage.trace, "one", 1)
    loop.call_soon(stage.trace, "three", 1, "two", None)
    for i in range(5):
        loop.call_soon(stage.trace, "number", i)
    stage.trace("nothing was called yet")
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("loop/call-soon-next-turn")
def call_soon_next_turn(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def schedule(name, depth):
        stage.trace(name, turn())
        if depth > 0:
            loop.call_soon(schedule, f"{name}.1", depth - 1)
            loop.call_soon(schedule, f"{name}.2", depth - 1)

    loop.call_soon(schedule, "a", 2)
    loop.call_soon(schedule, "b", 1)
    loop.call_soon(loop.call_soon, loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended", turn())


@case("loop/handle-cancel")
def handle_cancel(stage):
    loop = stage.new_loop()
    before = loop.call_soon(stage.trace, "never")
    before.cancel()
    stage.trace("cancelled", before.cancelled())
    before.cancel()
    stage.trace("cancelled twice", before.cancelled())
    loop.call_soon(lambda: in_batch.cancel())
    in_batch = loop.call_soon(stage.trace, "never")
    stage.trace("not yet", in_batch.cancelled())
    loop.call_soon(stage.trace, "called")
    loop.call_soon(loop.stop)
    loop.run_forever()
    stage.trace("ended", before, in_batch)


@case("loop/handle-cancel-late")
def handle_cancel_late(stage):
    loop = stage.new_loop()

    def cancels_itself():
        own.cancel()
        stage.trace("cancels itself", own.cancelled())

    own = loop.call_soon_threadsafe(cancels_itself)
    ran = loop.call_soon(stage.trace, "runs")
    stage.trace("before", ran.cancelled())
    loop.call_soon(loop.stop)
    loop.run_forever()
    stage.trace("ran", ran.cancelled())
    ran.cancel()
    stage.trace("cancelled afterwards", ran.cancelled())


@case("loop/call-soon-threadsafe-order")
def call_soon_threadsafe_order(stage):
    loop = stage.new_loop()
    for i in range(3):
        loop.call_soon(stage.trace, "soon", i)
        loop.call_soon_threadsafe(stage.trace, "threadsafe", i)
    loop.call_soon_threadsafe(loop.stop)
    loop.run_forever()
    stage.trace("ended")
