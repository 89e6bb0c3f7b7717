from stage import case


@case("loop/call-later-order")
def call_later_order(stage):
    loop = stage.new_loop()
    start = loop.time()

    def timer(given):
        stage.trace("timer", given, loop.time() - start >= given / 1000 - 1e-9)

    for delay in [15, 3, 9, 6, 12]:
        loop.call_later(delay / 1000, timer, delay)
    loop.call_later(0.018, loop.stop)
    loop.run_forever()
    stage.trace("ended")


@case("loop/call-at")
def call_at(stage):
    loop = stage.new_loop()
    when = loop.time() + 0.008

    def called():
        stage.trace("called", loop.time() >= when - 1e-9)
        loop.stop()

    timer = loop.call_at(when, called)
    stage.trace("when", timer, timer.when() == when)
    loop.run_forever()
    stage.attempt("null", lambda: loop.call_at(None, stage.trace, "never"))


@case("loop/call-later-handle")
def call_later_handle(stage):
    loop = stage.new_loop()
    before = loop.time()
    timer = loop.call_later(10, stage.trace, "never")
    stage.trace("timer", timer, timer.when() >= before + 10, timer.when() <= loop.time() + 10)
    loop.stop()
    loop.run_forever()
    stage.trace("not ready yet")
    stage.attempt("null", lambda: loop.call_later(None, stage.trace, "never"))


@case("loop/call-later-negative")
def call_later_negative(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def call(name):
        stage.trace(name, turn())

    loop.call_later(-1, call, "a second ago")
    loop.call_later(-2, call, "two seconds ago")
    loop.call_soon(call, "soon")
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()


@case("loop/due-timers-follow-ready")
def due_timers_follow_ready(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def timer():
        stage.trace("timer", turn())
        loop.call_soon(scheduled)

    def scheduled():
        stage.trace("scheduled by the timer", turn())
        loop.stop()

    loop.call_later(0, timer)
    loop.call_soon(lambda: stage.trace("ready", turn()))
    loop.run_forever()


@case("loop/timer-cancel")
def timer_cancel(stage):
    loop = stage.new_loop()
    first = loop.call_later(0.001, stage.trace, "never")
    second = loop.call_later(0.002, stage.trace, "called")
    loop.call_later(0.003, lambda: third.cancel())
    third = loop.call_later(0.004, stage.trace, "never")
    now = loop.time()
    loop.call_at(now - 0.002, lambda: due.cancel())
    due = loop.call_at(now - 0.001, stage.trace, "never")
    first.cancel()
    stage.trace("cancelled", first, first.cancelled())
    loop.call_later(0.008, loop.stop)
    loop.run_forever()
    stage.trace("ended", first, second, third, due)


@case("loop/timers-many-cancelled")
def timers_many_cancelled(stage):
    loop = stage.new_loop()
    handles = []
    start = loop.time()
    for i in range(300):
        handles.append(loop.call_at(start + (1 + i * 7 % 300 / 100) / 1000, stage.trace, "timer", i * 7 % 300))
    for i in range(300):
        if i % 30 != 0:
            handles[i].cancel()
    loop.call_later(0.008, loop.stop)
    loop.run_forever()
    stage.trace("ended", sum(handle.cancelled() for handle in handles))


@case("loop/timers-with-one-deadline")
def timers_with_one_deadline(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    seen = {}
    when = loop.time() - 0.001
    for name in "abcdef":
        loop.call_at(when, lambda name=name: seen.setdefault(turn(), set()).add(name))
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    for at, names in seen.items():
        stage.trace("turn", at, names)


@case("loop/timer-schedules-timer")
def timer_schedules_timer(stage):
    loop = stage.new_loop()
    start = loop.time()

    def tick(count):
        stage.trace("tick", count)
        loop.call_soon(stage.trace, "between", count)
        # Here, so that the order is the same however late the first one comes.
        if count == 1:
            loop.call_at(start + 0.015, stage.trace, "other")
        if count < 3:
            loop.call_at(start + 0.01 * (count + 1), tick, count + 1)
        else:
            loop.call_soon(loop.stop)

    loop.call_at(start + 0.01, tick, 1)
    loop.run_forever()
    stage.trace("ended", loop.time() >= start + 0.03 - 1e-9)
