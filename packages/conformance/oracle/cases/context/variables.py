from contextvars import ContextVar, Token, copy_context

from stage import case


@case("context/variable-values")
def variable_values(stage):
    variable = ContextVar("variable", default="default")
    plain = ContextVar("plain")

    def inside():
        variable.set("set")
        plain.set("set too")
        stage.trace("set", variable.get(), variable.get("fallback"), plain.get(), plain.get("fallback"))

    stage.trace("not set", variable.get(), variable.get("fallback"), plain.get("fallback"))
    copy_context().run(inside)
    stage.trace("outside", variable.get(), plain.get("fallback"))


@case("context/variable-without-value")
def variable_without_value(stage):
    variable = ContextVar("variable")
    stage.attempt("get", variable.get)
    stage.attempt("in a context", lambda: copy_context().run(variable.get))


@case("context/variables-with-one-name")
def variables_with_one_name(stage):
    one = ContextVar("same", default=0)
    other = ContextVar("same", default=0)
    context = copy_context()

    def inside():
        one.set(1)
        stage.trace("inside", one.name == other.name, one.get(), other.get())

    context.run(inside)
    stage.trace("context", context.get(one), context.get(other))


@case("context/token-reset")
def token_reset(stage):
    variable = ContextVar("variable", default=0)

    def old(token):
        return None if token.old_value is Token.MISSING else token.old_value

    def inside():
        first = variable.set(1)
        second = variable.set(2)
        third = variable.set(3)
        stage.trace("old values", old(first), old(second), old(third), second.var is variable)
        variable.reset(third)
        stage.trace("third", variable.get())
        variable.reset(first)
        stage.trace("first", variable.get(), copy_context().get(variable))
        variable.reset(second)
        stage.trace("second", variable.get())

    copy_context().run(inside)
    stage.trace("outside", variable.get())


@case("context/token-refused")
def token_refused(stage):
    variable = ContextVar("variable", default=0)
    other = ContextVar("other", default=0)
    context = copy_context()
    token = context.run(variable.set, 1)
    stage.attempt("outside", lambda: variable.reset(token))
    stage.attempt("in a copy", lambda: context.copy().run(variable.reset, token))
    stage.attempt("by another variable", lambda: context.run(other.reset, token))
    stage.trace("kept", context.get(variable))
    stage.attempt("where it belongs", lambda: context.run(variable.reset, token))
    stage.trace("reset", context.get(variable))


@case("context/token-used-twice")
def token_used_twice(stage):
    variable = ContextVar("variable", default=0)

    def inside():
        token = variable.set(1)
        variable.reset(token)
        variable.set(2)
        stage.attempt("again", lambda: variable.reset(token))
        stage.trace("kept", variable.get())

    copy_context().run(inside)
