import asyncio
import concurrent.futures

from open_policies import policy_case


def use_named(at, name):
    """A policy that tells by its name that it was asked for a loop."""

    class Named(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            at.trace("asked", name)
            return at.new_loop()

    asyncio.set_event_loop_policy(Named())


def program(at):
    """It knows nothing of policies."""
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    loop = asyncio.get_event_loop()

    async def main():
        await asyncio.sleep(0.001)
        at.trace("inside", asyncio.get_event_loop() is made)
        return "result"

    result = loop.run_until_complete(main())
    asyncio.set_event_loop(None)
    made.close()
    return result


@policy_case("policies/swaps-the-loop")
def swaps_the_loop(at):
    for name in ("one", "another"):
        use_named(at, name)
        at.trace("result", program(at))
    at.trace("left", isinstance(asyncio.get_event_loop_policy(), asyncio.DefaultEventLoopPolicy))


@policy_case("policies/set-in-a-run")
def set_in_a_run(at):
    at.use_policy()
    loop, other = asyncio.new_event_loop(), at.new_loop()
    asyncio.set_event_loop(loop)

    async def main():
        asyncio.set_event_loop(other)
        at.trace("loop set", asyncio.get_event_loop() is loop)
        await asyncio.sleep(0.001)
        at.trace("later", asyncio.get_event_loop() is loop)
        asyncio.set_event_loop_policy(None)
        at.trace("policy set", asyncio.get_event_loop() is loop)
        at.use_policy().set_event_loop(other)

    loop.run_until_complete(main())
    at.trace("outside", asyncio.get_event_loop() is other)


@policy_case("policies/loops-in-turn")
def loops_in_turn(at):
    at.use_policy()
    loops = [asyncio.new_event_loop() for _ in range(3)]
    asyncio.set_event_loop(loops[1])

    async def inside(loop):
        at.trace("inside", loops.index(asyncio.get_event_loop()) == loops.index(loop))

    for loop in loops:
        loop.run_until_complete(inside(loop))
        at.trace("outside", asyncio.get_event_loop() is loops[1])


@policy_case("policies/inside-everything")
@policy_case("policies/inside-everything-blocking")
def inside_everything(at):
    at.use_policy()
    loop, other = asyncio.new_event_loop(), at.new_loop()
    asyncio.set_event_loop(other)

    def tell(event):
        at.trace(event, asyncio.get_event_loop() is loop)

    async def tell_loop(event):
        tell(event)
        await asyncio.sleep(0)
        tell(event)

    def timer():
        tell("timer")
        loop.stop()

    def done_callback(_):
        tell("done callback")
        loop.call_later(0.001, timer)

    loop.call_soon(tell, "callback")
    loop.create_task(tell_loop("task")).add_done_callback(done_callback)
    loop.run_forever()
    at.trace("outside", asyncio.get_event_loop() is other)


@policy_case("policies/inside-exception-handlers")
def inside_exception_handlers(at):
    at.use_policy().set_event_loop(at.new_loop())
    loop = asyncio.new_event_loop()

    def handler(_, context):
        at.trace("handler", asyncio.get_event_loop() is loop, context["exception"])

    def fail():
        raise ValueError("on purpose")

    loop.set_exception_handler(handler)
    loop.call_soon(fail)
    loop.call_soon(loop.stop)
    loop.run_forever()


@policy_case("policies/future-of-the-set-loop")
def future_of_the_set_loop(at):
    loop = at.new_loop()
    at.use_policy().set_event_loop(loop)
    future = asyncio.Future()
    at.trace("future", future, future.get_loop() is loop)


@policy_case("policies/wrap-future-outside")
def wrap_future_outside(at):
    loop = at.new_loop()
    at.use_policy().set_event_loop(loop)

    def wrap(**options):
        return asyncio.wrap_future(concurrent.futures.Future(), **options).get_loop() is loop

    at.attempt("given", lambda: wrap(loop=asyncio.get_event_loop()))
    at.attempt("set", wrap)


@policy_case("policies/ensure-future-outside")
def ensure_future_outside(at):
    loop, policy = at.new_loop(), at.use_policy()

    async def main():
        return "result"

    async def inside():
        return [asyncio.ensure_future(main())]

    def without_loop():
        coroutine = main()
        try:
            return asyncio.ensure_future(coroutine)
        finally:
            coroutine.close()

    given = asyncio.ensure_future(main(), loop=loop)
    at.trace("given", given, given.get_loop() is loop, loop.run_until_complete(given))
    at.attempt("none", without_loop)
    task = loop.run_until_complete(inside())[0]
    at.trace("inside", task.get_loop() is loop, loop.run_until_complete(task))
    policy.set_event_loop(loop)
    of_policy = asyncio.ensure_future(main(), loop=asyncio.get_event_loop())
    at.trace("given", of_policy.get_loop() is loop, loop.run_until_complete(of_policy))
    task = asyncio.ensure_future(main())
    at.attempt("set", lambda: task.get_loop() is loop)
    loop.run_until_complete(task)
