"""asyncio's own loop, or uvloop's: `main.py asyncio|uvloop PLAN`."""

import functools
import sys

import callbacks
import tasks
import timers
from passes import run_cases


def main(kind, plan):
    if kind == "uvloop":
        import uvloop

        loop = uvloop.new_event_loop()
    else:
        import asyncio

        loop = asyncio.new_event_loop()
    cases = {**callbacks.CASES, **timers.CASES, **tasks.CASES}
    run_cases({name: functools.partial(run, loop) for name, run in cases.items()}, plan)
    loop.close()


main(*sys.argv[1:])
