"""Tasks. Python has one kind, which stands beside both of tsyncio's. Each case returns (nanoseconds, how many ran)."""

from asyncio import sleep
from time import perf_counter_ns


async def _trivial():
    return 1


async def _round_trips(loop, count):
    create_task = loop.create_task
    ran = 0
    start = perf_counter_ns()
    for _ in range(count):
        ran += await create_task(_trivial())
    return perf_counter_ns() - start, ran


async def _sleeps(_, count):
    ran = 0
    start = perf_counter_ns()
    while ran < count:
        await sleep(0)
        ran += 1
    return perf_counter_ns() - start, ran


async def _cancel(loop, count):
    begun = done = ran = 0
    finished = loop.create_future()

    async def wait():
        nonlocal begun
        begun += 1
        await loop.create_future()

    def on_done(task):
        nonlocal done, ran
        if task.cancelled():
            ran += 1
        done += 1
        if done == count:
            finished.set_result(None)

    tasks = []
    for _ in range(count):
        task = loop.create_task(wait())
        task.add_done_callback(on_done)
        tasks.append(task)
    while begun < count:
        await sleep(0)
    start = perf_counter_ns()
    for task in tasks:
        task.cancel()
    await finished
    return perf_counter_ns() - start, ran


def _in_task(main):
    return lambda loop, count: loop.run_until_complete(main(loop, count))


CASES = {
    f"{case}-{kind}": _in_task(main)
    for case, main in {"task": _round_trips, "sleep": _sleeps, "cancel": _cancel}.items()
    for kind in ("async", "generator")
}
