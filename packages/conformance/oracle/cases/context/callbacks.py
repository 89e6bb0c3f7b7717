from contextvars import ContextVar, copy_context

from stage import case


@case("context/callbacks-capture-blocking")
@case("context/callbacks-capture")
def callbacks_capture(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    def look(origin):
        stage.trace(origin, variable.get())

    def schedule():
        for value in ["first", "second"]:
            variable.set(value)
            loop.call_soon(look, "soon")
            loop.call_soon_threadsafe(look, "threadsafe")
            loop.call_at(loop.time() + (0.005 if value == "first" else 0.01), look, "at")
            loop.call_later(0.015 if value == "first" else 0.02, look, "later")
        variable.set("too late")

    copy_context().run(schedule)
    loop.call_soon(look, "outside")
    loop.call_later(0.025, loop.stop)
    loop.run_forever()


@case("context/callbacks-are-isolated-blocking")
@case("context/callbacks-are-isolated")
def callbacks_are_isolated(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    def change(value):
        stage.trace("before", value, variable.get())
        variable.set(value)
        if len(value) < 3:
            loop.call_soon(change, f"{value}.1")
        loop.call_soon(lambda: stage.trace("child of", value, variable.get()))
        variable.set(f"{value} at last")

    def timer():
        stage.trace("timer", variable.get())
        loop.stop()

    loop.call_soon(change, "a")
    loop.call_soon(change, "b")
    loop.call_soon(lambda: stage.trace("other", variable.get()))
    loop.call_later(0.1, timer)
    loop.run_forever()
    stage.trace("outside", variable.get())


@case("context/timer-inherits-blocking")
@case("context/timer-inherits")
def timer_inherits(stage):
    loop = stage.new_loop()
    count = ContextVar("count", default=0)

    def tick(name, when):
        count.set(count.get() + 1)
        stage.trace(name, count.get())
        if count.get() < 3:
            loop.call_at(when + 0.01, tick, name, when + 0.01)
        elif name == "b":
            loop.stop()

    start = loop.time()
    loop.call_at(start + 0.01, tick, "a", start + 0.01)
    loop.call_at(start + 0.015, tick, "b", start + 0.015)
    loop.run_forever()
    stage.trace("outside", count.get())


@case("context/done-callbacks-capture-blocking")
@case("context/done-callbacks-capture")
def done_callbacks_capture(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    future = loop.create_future()

    def register():
        variable.set("first")
        future.add_done_callback(lambda _: stage.trace("first", variable.get()))
        variable.set("second")
        future.add_done_callback(lambda _: stage.trace("second", variable.get()))

    def finish():
        variable.set("finishes")
        future.set_result(None)
        future.add_done_callback(lambda _: stage.trace("when done already", variable.get()))
        loop.call_soon(loop.call_soon, loop.stop)

    copy_context().run(register)
    future.add_done_callback(lambda _: stage.trace("outside", variable.get()))
    loop.call_soon(finish)
    loop.run_forever()


@case("context/given-context-blocking")
@case("context/given-context")
def given_context(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default=0)
    context = copy_context()

    def add(name, amount):
        variable.set(variable.get() + amount)
        stage.trace(name, variable.get())

    future = loop.create_future()
    loop.call_soon(add, "soon", 1, context=context)
    loop.call_soon_threadsafe(add, "threadsafe", 2, context=context)
    loop.call_soon(add, "without", 100)
    loop.call_later(0.005, add, "later", 4, context=context)
    loop.call_at(loop.time() + 0.01, add, "at", 8, context=context)
    future.add_done_callback(lambda _: add("done", 16), context=context)
    future.add_done_callback(lambda _: loop.stop())
    loop.call_later(0.015, future.set_result, None)
    loop.run_forever()
    stage.trace("ended", context.get(variable), variable.get())


@case("context/given-context-and-children-blocking")
@case("context/given-context-and-children")
def given_context_and_children(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")
    context = copy_context()

    def child():
        stage.trace("child", variable.get())
        variable.set("child")

    def given():
        variable.set("given")
        loop.call_soon(child)

    def again():
        stage.trace("given", variable.get())
        loop.stop()

    loop.call_soon(given, context=context)
    loop.call_later(0.03, again, context=context)
    loop.run_forever()


@case("context/token-of-another-callback-blocking")
@case("context/token-of-another-callback")
def token_of_another_callback(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    def own():
        token = variable.set("set")
        unused = variable.set("set again")
        variable.reset(unused)
        stage.trace("own", variable.get())
        loop.call_soon(another, token)

    def another(token):
        stage.attempt("another", lambda: variable.reset(token))
        stage.trace("still", variable.get())
        loop.stop()

    loop.call_soon(own)
    loop.run_forever()


@case("context/set-outside-blocking")
@case("context/set-outside")
def set_outside(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    def run(name):
        loop.call_soon(lambda: stage.trace(name, variable.get()))
        loop.call_soon(variable.set, "inside")
        loop.call_soon(loop.stop)
        loop.run_forever()
        stage.trace("outside", variable.get())

    run("at first")
    token = variable.set("set outside")
    run("set")
    variable.reset(token)
    run("reset")
