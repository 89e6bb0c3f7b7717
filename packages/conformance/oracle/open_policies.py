"""The twin of src/cases/policies/open-policies.ts."""

import asyncio
import threading

from stage import case


def make_policy(stage):
    """A default policy that makes loops of this stage. Before 3.14 one that was never set made a loop by itself: it is set to none."""

    class StagePolicy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            return stage.new_loop()

    policy = StagePolicy()
    policy.set_event_loop(None)
    return policy


class PolicyStage:
    def __init__(self, stage):
        self.trace = stage.trace
        self.attempt = stage.attempt
        self.new_loop = stage.new_loop
        self.stage = stage

    def policy(self):
        return make_policy(self.stage)

    def use_policy(self):
        """The current policy from now on: one that `policy` makes."""
        used = self.policy()
        asyncio.set_event_loop_policy(used)
        return used


def in_thread(body):
    """`body` in another thread, where before 3.14 no loop was made by itself either."""
    thread = threading.Thread(target=body)
    thread.start()
    thread.join()


def has_policies():
    """CPython 3.16 will have none."""
    return hasattr(asyncio, "set_event_loop_policy")


def policy_case(name, **options):
    """The scenario `name`, a function that gets the stage of its policies. No policy is set before it, nor after it."""

    def register(body):
        @case(name, possible=has_policies, **options)
        def run(stage):
            asyncio.set_event_loop_policy(None)
            asyncio.set_event_loop(None)
            try:
                body(PolicyStage(stage))
            finally:
                asyncio.set_event_loop_policy(None)
                asyncio.set_event_loop(None)

        return body

    return register
