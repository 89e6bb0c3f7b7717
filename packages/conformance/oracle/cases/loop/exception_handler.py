from stage import case


def fail():
    raise ValueError("failed")


@case("loop/callback-fails")
def callback_fails(stage):
    loop = stage.new_loop()

    def handler(of, context):
        stage.trace("handler", of is loop, stage.report_of(context), context["handle"] is handle)

    loop.set_exception_handler(handler)
    handle = loop.call_soon(fail)
    loop.call_soon(stage.trace, "rest of the batch")
    loop.call_soon(loop.call_soon, loop.stop)
    loop.run_forever()
    stage.trace("ended")


@case("loop/timer-fails")
def timer_fails(stage):
    loop = stage.new_loop()

    def handler(of, context):
        stage.trace("handler", stage.report_of(context), context["handle"] is timer)

    loop.set_exception_handler(handler)
    timer = loop.call_later(0.001, fail)
    loop.call_later(0.003, loop.stop)
    loop.run_forever()
    stage.trace("ended")


@case("loop/callback-fails-in-debug-mode")
def callback_fails_in_debug_mode(stage):
    loop = stage.new_loop()
    loop.set_debug(True)
    loop.set_exception_handler(lambda of, context: stage.trace("handler", stage.report_of(context)))
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("loop/default-exception-handler")
def default_exception_handler(stage):
    loop = stage.new_loop()

    def handler(of, context):
        stage.trace("handler")

    def set_handler():
        loop.set_exception_handler(handler)
        stage.trace("set", loop.get_exception_handler() is handler)

    def take_away():
        loop.set_exception_handler(None)
        stage.trace("taken away", loop.get_exception_handler())

    stage.trace("at first", loop.get_exception_handler())
    loop.call_soon(fail)
    loop.call_soon(set_handler)
    loop.call_soon(fail)
    loop.call_soon(take_away)
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("loop/exception-handler-refuses")
def exception_handler_refuses(stage):
    loop = stage.new_loop()

    def handler(of, context):
        pass

    loop.set_exception_handler(handler)
    stage.attempt("string", lambda: loop.set_exception_handler("spam"))
    stage.attempt("number", lambda: loop.set_exception_handler(1))
    stage.trace("kept", loop.get_exception_handler() is handler)


@case("loop/exception-handler-fails")
def exception_handler_fails(stage):
    loop = stage.new_loop()

    def handler(of, context):
        stage.trace("handler")
        raise TypeError("the handler failed")

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(stage.trace, "rest of the batch")
    loop.call_soon(loop.stop)
    loop.run_forever()
    stage.trace("ended")


@case("loop/exception-handler-keeps-context")
def exception_handler_keeps_context(stage):
    loop = stage.new_loop()

    def default(context):
        stage.trace("default", stage.report_of(context), stage.report_of(context["context"]))

    def handler(of, context):
        raise TypeError("the handler failed")

    loop.default_exception_handler = default
    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@case("loop/call-exception-handler")
def call_exception_handler(stage):
    loop = stage.new_loop()
    given = {"message": "spam", "zeta": 1, "alpha": [2]}

    def handler(of, context):
        stage.trace("handler", of is loop, context is given, stage.report_of(context))

    loop.set_exception_handler(handler)
    loop.call_exception_handler(given)
    stage.trace("returned")
    loop.set_exception_handler(None)
    loop.call_exception_handler({"message": "eggs", "exception": ValueError()})
