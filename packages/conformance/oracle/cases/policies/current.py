import asyncio

from open_policies import in_thread, policy_case


@policy_case("policies/current-policy")
def current_policy(at):
    policy = asyncio.get_event_loop_policy()
    at.trace("is", isinstance(policy, asyncio.AbstractEventLoopPolicy), isinstance(policy, asyncio.DefaultEventLoopPolicy))
    at.trace("same", asyncio.get_event_loop_policy() is policy)


@policy_case("policies/set-policy")
def set_policy(at):
    before, one, other = asyncio.get_event_loop_policy(), at.policy(), at.policy()
    asyncio.set_event_loop_policy(one)
    for wrong in (object(), 1, "policy", at.new_loop(), True):
        at.attempt("wrong", lambda wrong=wrong: asyncio.set_event_loop_policy(wrong))
    at.trace("one", asyncio.get_event_loop_policy() is one, asyncio.get_event_loop_policy() is before)
    asyncio.set_event_loop_policy(other)
    at.trace("other", asyncio.get_event_loop_policy() is other)


@policy_case("policies/null-resets")
def null_resets(at):
    before, loop = asyncio.get_event_loop_policy(), at.new_loop()
    one = at.use_policy()
    asyncio.set_event_loop(loop)
    asyncio.set_event_loop_policy(None)
    after = asyncio.get_event_loop_policy()
    is_default = isinstance(after, asyncio.DefaultEventLoopPolicy)
    at.trace("default", is_default, after is before, after is one, after is asyncio.get_event_loop_policy())
    asyncio.set_event_loop(None)
    at.attempt("loop", asyncio.get_event_loop)
    asyncio.set_event_loop_policy(one)
    at.trace("again", asyncio.get_event_loop() is loop)


@policy_case("policies/asks-the-policy")
def asks_the_policy(at):
    loop = at.new_loop()

    class Telling(asyncio.DefaultEventLoopPolicy):
        def get_event_loop(self):
            at.trace("get")
            return loop

        def set_event_loop(self, given):
            at.trace("set", given)

        def new_event_loop(self):
            at.trace("new")
            return loop

    asyncio.set_event_loop_policy(Telling())
    at.trace("got", asyncio.get_event_loop() is loop, asyncio.new_event_loop() is loop)
    asyncio.set_event_loop(None)
    asyncio.set_event_loop(at.new_loop())

    class Failing(asyncio.DefaultEventLoopPolicy):
        def get_event_loop(self):
            raise ValueError("on purpose")

        def set_event_loop(self, given):
            raise ValueError("on purpose")

        def new_event_loop(self):
            raise ValueError("on purpose")

    asyncio.set_event_loop_policy(Failing())
    at.attempt("get", asyncio.get_event_loop)
    at.attempt("set", lambda: asyncio.set_event_loop(None))
    at.attempt("new", asyncio.new_event_loop)
    at.trace("then", isinstance(asyncio.get_event_loop_policy(), Failing))


@policy_case("policies/running-loop-first")
def running_loop_first(at):
    class Failing(asyncio.DefaultEventLoopPolicy):
        def get_event_loop(self):
            raise ValueError("on purpose")

        def new_event_loop(self):
            return at.new_loop()

    asyncio.set_event_loop_policy(Failing())
    loop = asyncio.new_event_loop()

    def outside():
        at.attempt("outside", asyncio.get_event_loop)
        at.attempt("running", asyncio.get_running_loop)

    async def inside():
        at.trace("inside", asyncio.get_event_loop() is loop, asyncio.get_running_loop() is loop)

    outside()
    asyncio.set_event_loop(None)
    outside()
    loop.run_until_complete(inside())
    asyncio.set_event_loop(loop)
    outside()
    asyncio.set_event_loop(None)
    outside()


@policy_case("policies/outside-a-loop")
def outside_a_loop(at):
    at.use_policy()
    loop = asyncio.new_event_loop()

    async def inside():
        at.trace("inside", asyncio.get_event_loop() is loop, asyncio.get_running_loop() is loop)

    at.attempt("none", asyncio.get_event_loop)
    asyncio.set_event_loop(None)
    at.attempt("null", asyncio.get_event_loop)
    at.attempt("running", asyncio.get_running_loop)
    loop.run_until_complete(inside())
    asyncio.set_event_loop(loop)
    at.trace("set", asyncio.get_event_loop() is loop)
    at.attempt("running", asyncio.get_running_loop)
    asyncio.set_event_loop(None)
    at.attempt("null", asyncio.get_event_loop)


@policy_case("policies/other-threads", real=True)
def other_threads(at):
    at.use_policy()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    seen = []

    def body():
        try:
            asyncio.get_event_loop()
            seen.append(False)
        except RuntimeError:
            seen.append(True)
        own = asyncio.new_event_loop()
        asyncio.set_event_loop(own)
        seen.append(asyncio.get_event_loop() is own)
        asyncio.set_event_loop(None)

    in_thread(body)
    at.trace("there", *seen)
    at.trace("here", asyncio.get_event_loop() is loop)
