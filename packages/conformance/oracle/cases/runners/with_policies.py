import asyncio

from open_runners import runner_case


def use_telling(at):
    """A policy with loops of the stage that tells what it is asked for; from now on the current one."""

    class Telling(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            at.trace("new")
            return at.new_loop()

        def set_event_loop(self, loop):
            at.trace("set", loop)
            super().set_event_loop(loop)

    asyncio.set_event_loop_policy(Telling())


@runner_case("runners/loop-of-the-policy")
def loop_of_the_policy(at):
    use_telling(at)
    one = at.own(asyncio.Runner())
    at.trace("made")

    async def inside():
        at.trace("inside", asyncio.get_event_loop() is one.get_loop())

    for _ in range(2):
        one.run(inside())
    at.trace("outside", asyncio.get_event_loop() is one.get_loop())
    one.close()
    at.attempt("after", asyncio.get_event_loop)


@runner_case("runners/loop-of-a-factory")
def loop_of_a_factory(at):
    use_telling(at)
    loop, one = at.new_loop(), at.runner()
    asyncio.set_event_loop(loop)

    async def inside():
        at.trace("inside", asyncio.get_event_loop() is one.get_loop(), asyncio.get_event_loop() is loop)

    one.run(inside())
    one.close()
    at.trace("after", asyncio.get_event_loop() is loop)


@runner_case("runners/run-asks-the-policy")
def run_asks_the_policy(at):
    use_telling(at)

    async def main():
        return asyncio.get_event_loop() is asyncio.get_running_loop()

    at.attempt("run", lambda: asyncio.run(main()))
    at.attempt("after", asyncio.get_event_loop)


@runner_case("runners/failing-policy")
def failing_policy(at):
    calls = 0

    class Failing(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            nonlocal calls
            calls += 1
            if calls < 3:
                raise ValueError("on purpose")
            return at.new_loop()

    async def main(result):
        return result

    def attempt(event, run, result):
        coroutine = main(result)
        at.attempt(event, lambda: run(coroutine))
        coroutine.close()

    asyncio.set_event_loop_policy(Failing())
    one = at.own(asyncio.Runner())
    attempt("run", one.run, "never")
    attempt("run of its own", asyncio.run, "never")
    attempt("run", one.run, "result")
    at.trace("calls", calls)


@runner_case("runners/other-loop-set")
def other_loop_set(at):
    asyncio.set_event_loop_policy(at.policy())
    one, other = at.own(asyncio.Runner()), at.new_loop()

    async def main():
        asyncio.set_event_loop(other)

    one.run(main())
    at.trace("outside", asyncio.get_event_loop() is other)
    one.close()
    at.attempt("after", lambda: asyncio.get_event_loop() is other)
