import asyncio

from open_policies import in_thread, policy_case


@policy_case("policies/abstract")
def abstract(at):
    class OnlyMakes(asyncio.AbstractEventLoopPolicy):
        def new_event_loop(self):
            return at.new_loop()

    for policy in (asyncio.AbstractEventLoopPolicy(), OnlyMakes()):
        at.attempt("get", policy.get_event_loop)
        at.attempt("set", lambda policy=policy: policy.set_event_loop(object()))
        at.attempt("new", policy.new_event_loop)


@policy_case("policies/default-without-loop")
def default_without_loop(at):
    made = 0

    class Counting(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            nonlocal made
            made += 1
            return at.new_loop()

    def body():
        policy = Counting()
        for _ in range(2):
            at.attempt("get", policy.get_event_loop)
        at.trace("made", made)

    in_thread(body)


@policy_case("policies/get-does-not-set")
def get_does_not_set(at):
    loops = []

    class Noting(asyncio.DefaultEventLoopPolicy):
        def set_event_loop(self, loop):
            loops.append(loop)
            super().set_event_loop(loop)

    def body():
        policy, loop = Noting(), at.new_loop()
        at.attempt("get", policy.get_event_loop)
        at.trace("set", loops)
        policy.set_event_loop(loop)
        at.trace("get", policy.get_event_loop() is loop)
        at.trace("set", loops)

    in_thread(body)


@policy_case("policies/after-null")
def after_null(at):
    one = at.policy()
    for loop in (None, at.new_loop()):
        one.set_event_loop(loop)
        one.set_event_loop(None)
        for _ in range(2):
            at.attempt("get", one.get_event_loop)


@policy_case("policies/new-loop")
def new_loop(at):
    one = at.policy()
    loops = [one.new_event_loop(), one.new_event_loop()]
    at.trace("loops", loops, loops[0] is loops[1])
    for loop in loops:
        at.trace("is", loop.is_running(), loop.is_closed())
    at.attempt("current", one.get_event_loop)


@policy_case("policies/set-loop")
def set_loop(at):
    one = at.policy()
    first, second = one.new_event_loop(), one.new_event_loop()
    one.set_event_loop(first)
    for wrong in (object(), 1, "loop", at.policy(), True):
        at.attempt("wrong", lambda wrong=wrong: one.set_event_loop(wrong))
    at.trace("first", one.get_event_loop() is first)
    one.set_event_loop(second)
    at.trace("second", one.get_event_loop() is second, one.get_event_loop() is first)


@policy_case("policies/closed-loop-stays")
def closed_loop_stays(at):
    one = at.policy()
    first, second = one.new_event_loop(), one.new_event_loop()
    one.set_event_loop(first)
    first.close()
    at.trace("closed", one.get_event_loop() is first, one.get_event_loop().is_closed())
    second.close()
    one.set_event_loop(second)
    at.trace("closed", one.get_event_loop() is second)


@policy_case("policies/slots-apart")
def slots_apart(at):
    one, other, loop = at.policy(), at.policy(), at.new_loop()
    one.set_event_loop(loop)
    at.attempt("other", other.get_event_loop)
    other.set_event_loop(loop)
    one.set_event_loop(None)
    at.attempt("one", one.get_event_loop)
    at.trace("other", other.get_event_loop() is loop)
