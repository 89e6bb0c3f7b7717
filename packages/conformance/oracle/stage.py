"""What a scenario gets, the twin of src/case.ts, and the list of all scenarios."""

import asyncio

from describe_value import comes_with_collection, describe_value, error_name, report_of
from virtual_loop import VirtualLoop

# As in src/turn-counter.ts.
MOST_TURNS = 500

cases = {}


class Case:
    def __init__(self, name, run, since, real, possible):
        self.name = name
        self.run = run
        self.since = since
        self.real = real
        self.possible = possible


def case(name, *, since=(3, 12), real=False, possible=lambda: True):
    """Make a function `run(stage)` the scenario `name`.

    `since` is the first version of CPython that behaves so. A `real` one needs real time, descriptors or threads. `possible` tells
    whether this machine has what it needs.
    """

    def register(run):
        if name in cases:
            raise ValueError(f"two scenarios are named {name}")
        cases[name] = Case(name, run, since, real, possible)
        return run

    return register


class Stage:
    def __init__(self, real=False):
        self.lines = []
        self.loops = []
        self.real = real

    def new_loop(self):
        """A loop of its own for this scenario, closed after it. What reaches its default exception handler is traced as 'report'."""
        loop = asyncio.SelectorEventLoop() if self.real else VirtualLoop()
        self.loops.append(loop)

        def default_exception_handler(context):
            if not comes_with_collection(context):
                self.trace("report", report_of(context))

        loop.default_exception_handler = default_exception_handler
        return loop

    def trace(self, event, *values):
        self.lines.append([event, *(describe_value(value) for value in values)])

    def attempt(self, event, call):
        """Trace what `call` gives, or the error it raises."""
        try:
            result = call()
        except Exception as error:
            self.trace(event, error)
        except asyncio.CancelledError as error:
            self.trace(event, error)
        else:
            self.trace(event, result)

    def turns(self, loop):
        """The number of the present turn, counted by a callback that schedules itself from now on, for at most 500 turns."""
        turn = 0

        def tick():
            nonlocal turn
            turn += 1
            if turn < MOST_TURNS and not loop.is_closed():
                loop.call_soon(tick)

        loop.call_soon(tick)
        return lambda: turn

    def error_of(self, error):
        return error_name(error)

    def message(self, error):
        return str(error)

    def report_of(self, context):
        return report_of(context)

    def strike(self):
        """End the scenario: its loops are closed."""
        for loop in self.loops:
            loop.close()
