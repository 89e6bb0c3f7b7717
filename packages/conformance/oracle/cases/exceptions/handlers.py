from stage import case


def fail():
    raise ValueError("failed")


@case("exceptions/handler-schedules-blocking")
@case("exceptions/handler-schedules")
def handler_schedules(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def timer():
        stage.trace("timer of it", turn())
        loop.stop()

    def handler(of, context):
        stage.trace("handler", turn())
        loop.call_soon(lambda: stage.trace("scheduled by it", turn()))
        loop.call_later(0, timer)

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(lambda: stage.trace("rest of the batch", turn()))
    loop.run_forever()


@case("exceptions/handler-replaces-itself-blocking")
@case("exceptions/handler-replaces-itself")
def handler_replaces_itself(stage):
    loop = stage.new_loop()

    def second(of, context):
        stage.trace("second", stage.report_of(context), loop.get_exception_handler() is second)
        loop.set_exception_handler(None)
        stage.trace("taken away", loop.get_exception_handler())

    def first(of, context):
        stage.trace("first", stage.report_of(context), loop.get_exception_handler() is first)
        loop.set_exception_handler(second)

    loop.set_exception_handler(first)
    for _ in range(3):
        loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("exceptions/handler-replaces-itself-and-fails-blocking")
@case("exceptions/handler-replaces-itself-and-fails")
def handler_replaces_itself_and_fails(stage):
    loop = stage.new_loop()

    def first(of, context):
        loop.set_exception_handler(lambda of, context: stage.trace("second"))
        stage.trace("first")
        raise TypeError("the handler failed")

    loop.set_exception_handler(first)
    loop.call_soon(fail)
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("exceptions/handler-fails-every-time-blocking")
@case("exceptions/handler-fails-every-time")
def handler_fails_every_time(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def handler(of, context):
        stage.trace("handler", context["exception"], turn())
        raise TypeError("the handler failed")

    def again():
        loop.call_soon(fail)
        loop.call_soon(loop.stop)

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(lambda: stage.trace("between", turn()))
    loop.call_soon(fail)
    loop.call_soon(again)
    loop.run_forever()


@case("exceptions/handler-passes-on-blocking")
@case("exceptions/handler-passes-on")
def handler_passes_on(stage):
    loop = stage.new_loop()

    def handler(of, context):
        stage.trace("handler", stage.report_of(context))
        if isinstance(context["exception"], ValueError):
            of.default_exception_handler(context)

    def fail_otherwise():
        raise TypeError

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(fail_otherwise)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("exceptions/handler-reports-blocking")
@case("exceptions/handler-reports")
def handler_reports(stage):
    loop = stage.new_loop()

    def handler(of, context):
        depth = context.get("depth", 0)
        stage.trace("begins", context["message"] == "from the handler", depth)
        if depth + 1 < 3:
            of.call_exception_handler({"message": "from the handler", "depth": depth + 1})
        stage.trace("ends", depth)

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("exceptions/handler-stops-blocking")
@case("exceptions/handler-stops")
def handler_stops(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    def handler(of, context):
        stage.trace("handler", turn(), loop.is_running())
        loop.stop()

    def rest():
        stage.trace("rest of the batch", turn())
        loop.call_soon(stage.trace, "never")

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(fail)
    loop.call_soon(rest)
    loop.run_forever()
    stage.trace("ended", turn())


@case("exceptions/handler-finishes-future-blocking")
@case("exceptions/handler-finishes-future")
def handler_finishes_future(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    loop.set_exception_handler(lambda of, context: future.set_exception(context["exception"]))
    loop.call_soon(fail)
    stage.attempt("run", lambda: loop.run_until_complete(future))


@case("exceptions/handler-of-any-report-blocking")
@case("exceptions/handler-of-any-report")
def handler_of_any_report(stage):
    loop = stage.new_loop()
    future = loop.create_future()
    contexts = [
        {"message": "only a message"},
        {"message": "with a future", "future": future},
        {"message": "with more", "exception": ValueError(), "spam": 1, "eggs": "two"},
    ]

    def report_all(where):
        stage.trace(where)
        for context in contexts:
            stage.attempt("returns", lambda: loop.call_exception_handler(context))

    report_all("default handler, outside")
    loop.set_exception_handler(
        lambda of, context: stage.trace("handler", contexts.index(context), stage.report_of(context))
    )
    report_all("handler, outside")
    loop.call_soon(report_all, "handler, inside")
    loop.call_soon(loop.stop)
    loop.run_forever()
