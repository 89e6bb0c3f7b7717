from contextvars import ContextVar, copy_context

from stage import case


@case("context/copy-context")
def copies(stage):
    variable = ContextVar("variable", default="default")
    outer = copy_context()

    def set_and_copy():
        variable.set("outer")
        return copy_context()

    copy = outer.run(set_and_copy)
    stage.trace("copied", copy.get(variable))
    copy.run(variable.set, "copy")
    outer.run(variable.set, "outer again")
    copy_of_copy = copy.copy()
    copy_of_copy.run(variable.set, "copy of the copy")
    stage.trace("apart", outer.get(variable), copy.get(variable), copy_of_copy.get(variable), variable.get())


@case("context/run")
def run(stage):
    variable = ContextVar("variable", default=0)
    context = copy_context()

    def add(*numbers):
        for number in numbers:
            variable.set(variable.get() + number)
        if variable.get() > 10:
            raise ValueError("too much")
        return variable.get()

    stage.attempt("nothing", lambda: context.run(add))
    stage.attempt("two", lambda: context.run(add, 1, 2))
    stage.attempt("on top", lambda: context.run(add, 3))
    stage.attempt("too much", lambda: context.run(add, 5))
    stage.trace("kept", context.get(variable), variable.get())


@case("context/run-nested")
def run_nested(stage):
    variable = ContextVar("variable", default="default")
    inner = copy_context()
    inner.run(variable.set, "inner")

    def inside():
        stage.trace("inside", variable.get())
        variable.set("changed")

    def fails():
        variable.set("changed again")
        raise ValueError

    def outside():
        variable.set("outer")
        inner.run(inside)
        stage.trace("back", variable.get())
        stage.attempt("fails", lambda: inner.run(fails))
        stage.trace("back again", variable.get(), inner.get(variable))

    copy_context().run(outside)
    stage.trace("outside", variable.get())


@case("context/run-in-itself")
def run_in_itself(stage):
    context = copy_context()
    stage.attempt("in itself", lambda: context.run(lambda: context.run(lambda: "entered twice")))
    stage.attempt("afterwards", lambda: context.run(lambda: "entered"))


@case("context/get")
def get(stage):
    variable = ContextVar("variable", default="default")
    context = copy_context()
    stage.trace("not set", context.get(variable))
    token = context.run(variable.set, "set")
    stage.trace("set", context.get(variable))
    context.run(variable.reset, token)
    stage.trace("reset", context.get(variable), context.run(variable.get))
