"""The twin of src/cases/runners/open-runners.ts."""

import asyncio
import os
import signal

from open_policies import has_policies, make_policy
from stage import case


class RunnerStage:
    def __init__(self, stage):
        self.trace = stage.trace
        self.new_loop = stage.new_loop
        self.stage = stage
        self.owned = []

    def attempt(self, event, call):
        """Trace what `call` gives, or the error it raises, KeyboardInterrupt too."""
        try:
            self.stage.attempt(event, call)
        except KeyboardInterrupt as error:
            # Those of a class of their own end the scenario.
            if type(error) is not KeyboardInterrupt:
                raise
            self.trace(event, error)

    def runner(self, **options):
        """A runner with loops of this stage, which is closed after the scenario."""
        return self.own(asyncio.Runner(**{"loop_factory": self.new_loop, **options}))

    def own(self, runner):
        self.owned.append(runner)
        return runner

    def policy(self):
        return make_policy(self.stage)

    def interrupt(self):
        os.kill(os.getpid(), signal.SIGINT)


def runner_case(name, **options):
    """The scenario `name`, a function that gets the stage of its runners. No policy is set before it, nor after it."""

    def register(body):
        @case(name, possible=has_policies, **options)
        def run(stage):
            at = RunnerStage(stage)
            asyncio.set_event_loop_policy(None)
            asyncio.set_event_loop(None)
            try:
                body(at)
            finally:
                for runner in at.owned:
                    runner.close()
                asyncio.set_event_loop_policy(None)
                asyncio.set_event_loop(None)

        return body

    return register


def interrupt_case(name):
    """A scenario in which SIGINT does at first what it does in a program that has no handler for it."""

    def register(body):
        @runner_case(name, real=True)
        def run(at):
            previous = signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                body(at)
            finally:
                signal.signal(signal.SIGINT, previous)

        return body

    return register
