from stage import case


@case("loop/debug-flag")
def debug_flag(stage):
    loop = stage.new_loop()
    stage.trace("at first", loop.get_debug())
    loop.set_debug(True)
    stage.trace("on", loop.get_debug())

    def inside():
        loop.set_debug(False)
        stage.trace("off while running", loop.get_debug())
        loop.stop()

    loop.call_soon(inside)
    loop.run_forever()
    loop.close()
    loop.set_debug(True)
    stage.trace("on after close", loop.get_debug())


@case("loop/debug-refuses-non-callable")
def debug_refuses_non_callable(stage):
    loop = stage.new_loop()
    loop.set_debug(True)
    stage.attempt("call soon", lambda: loop.call_soon(1))
    stage.attempt("call soon threadsafe", lambda: loop.call_soon_threadsafe(1))
    stage.attempt("call later", lambda: loop.call_later(0.001, 1))
    stage.attempt("call at", lambda: loop.call_at(1, 1))
