import asyncio
from contextvars import ContextVar, copy_context

from open_runners import runner_case


@runner_case("runners/result")
def result(at):
    one, error = at.runner(), ValueError("on purpose")

    async def give(value):
        return value

    async def fail(error):
        raise error

    at.attempt("result", lambda: one.run(give("result")))
    at.attempt("after a wait", lambda: one.run(asyncio.sleep(0.001, "late")))
    try:
        one.run(fail(error))
    except ValueError as caught:
        at.trace("error", caught, caught is error)
    at.attempt("cancelled", lambda: one.run(fail(asyncio.CancelledError())))
    at.attempt("still", lambda: one.run(give("good")))


@runner_case("runners/loop")
def loop(at):
    for first in ("run", "get loop"):
        made = []

        def loop_factory(made=made):
            made.append(at.new_loop())
            return made[-1]

        async def inside(made=made):
            at.trace("inside", asyncio.get_running_loop() is made[0], made[0].is_running())

        one = at.runner(loop_factory=loop_factory)
        at.trace(first, len(made))
        if first == "get loop":
            one.get_loop()
        for _ in range(2):
            one.run(inside())
        at.trace("outside", len(made), one.get_loop() is made[0], made[0].is_running(), made[0].is_closed())


@runner_case("runners/debug")
def debug(at):
    async def get_debug():
        return asyncio.get_running_loop().get_debug()

    for made in (True, False):

        def loop_factory(made=made):
            loop = at.new_loop()
            loop.set_debug(made)
            return loop

        for options in ({}, {"debug": True}, {"debug": False}):
            runner = at.own(asyncio.Runner(loop_factory=loop_factory, **options))
            at.trace("debug", runner.run(get_debug()))


@runner_case("runners/runs-one-after-another")
def runs_one_after_another(at):
    one = at.runner()
    gate = one.get_loop().create_future()

    async def leftover():
        at.trace("begins")
        return await gate

    async def start():
        started = asyncio.create_task(leftover())
        await asyncio.sleep(0.001)
        return [started]

    async def wait(task):
        return await task

    [task] = one.run(start())
    at.trace("between", task)
    gate.set_result("done")
    at.trace("next", one.run(wait(task)))


@runner_case("runners/context-kept")
def context_kept(at):
    variable = ContextVar("variable", default="default")
    context = copy_context()
    one = at.runner()

    def make():
        variable.set("where the loop was made")
        one.get_loop()
        variable.set("later")

    async def setting(value):
        before = variable.get()
        await asyncio.sleep(0.001)
        variable.set(value)
        return before

    async def getting():
        return variable.get()

    context.run(make)
    for value in ("first", "second"):
        at.trace("before", one.run(setting(value)))
    at.trace("last", one.run(getting()))
    at.trace("outside", variable.get())


@runner_case("runners/context-given")
def context_given(at):
    variable = ContextVar("variable", default="default")
    one, context = at.runner(), copy_context()
    context.run(variable.set, "given")

    async def set_own():
        variable.set("own")

    async def main():
        before = variable.get()
        await asyncio.sleep(0.001)
        variable.set("changed")
        return before

    async def getting():
        return variable.get()

    one.run(set_own())
    at.trace("inside", one.run(main(), context=context))
    at.trace("context", context[variable])
    at.trace("own", one.run(getting()))


@runner_case("runners/task-factory")
def task_factory(at):
    one = at.runner()
    made = []

    def factory(loop, coroutine, **options):
        made.append(asyncio.Task(coroutine, loop=loop, **options))
        return made[-1]

    async def main():
        return len(made) == 1 and asyncio.current_task() is made[0]

    one.get_loop().set_task_factory(factory)
    at.trace("result", one.run(main()))


@runner_case("runners/stopped")
def stopped(at):
    one = at.runner()

    async def main():
        asyncio.get_running_loop().stop()
        try:
            await asyncio.sleep(60)
        finally:
            at.trace("main ends")

    async def good():
        return "good"

    at.attempt("run", lambda: one.run(main()))
    at.trace("next", one.run(good()))
    one.close()
    at.trace("closed")


@runner_case("runners/nested")
def nested(at):
    one, other = at.runner(), at.runner()

    def attempt(event, run):
        async def inner():
            at.trace("never")

        coroutine = inner()
        at.attempt(event, lambda: run(coroutine))
        coroutine.close()

    async def main():
        attempt("another", other.run)
        attempt("the same", one.run)
        attempt("run", lambda coroutine: asyncio.run(coroutine, loop_factory=at.new_loop))
        return await asyncio.sleep(0.001, "result")

    async def good():
        return "good"

    at.trace("result", one.run(main()))
    at.attempt("another", lambda: other.run(good()))


@runner_case("runners/factory-fails")
def factory_fails(at):
    calls = 0

    def loop_factory():
        nonlocal calls
        calls += 1
        if calls < 3:
            raise ValueError("on purpose")
        return at.new_loop()

    async def never():
        at.trace("never")

    async def result():
        return "result"

    one = at.runner(loop_factory=loop_factory)
    coroutine = never()
    at.attempt("run", lambda: one.run(coroutine))
    coroutine.close()
    at.attempt("get loop", one.get_loop)
    at.attempt("run", lambda: one.run(result()))
    at.trace("calls", calls)
