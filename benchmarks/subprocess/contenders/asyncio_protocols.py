"""Child processes with loop.subprocess_exec of asyncio; argv and output as measured.mjs."""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE

PIECE = (b"the same text again and again " * 2185)[: 64 << 10]
LINE = b"a line for each of them\n"
TOGETHER = 100


class Child(asyncio.SubprocessProtocol):
    """Counts what it receives; `lost` is done when the child has ended and its pipes are closed."""

    def __init__(self, loop):
        self.received = 0
        self.lost = loop.create_future()
        self.echoed = loop.create_future()
        self.drained = None
        self.loop = loop

    def pipe_data_received(self, fd, data):
        self.received += len(data)
        if self.received >= len(LINE) and not self.echoed.done():
            self.echoed.set_result(None)

    def pause_writing(self):
        self.drained = self.loop.create_future()

    def resume_writing(self):
        drained, self.drained = self.drained, None
        drained.set_result(None)

    def connection_lost(self, exc):
        self.lost.set_result(None)


async def start(loop, program, stdin=PIPE, stdout=PIPE, stderr=DEVNULL):
    return await loop.subprocess_exec(lambda: Child(loop), program, stdin=stdin, stdout=stdout, stderr=stderr)


async def end(transport, child, wanted):
    await child.lost
    check("a child ended with %d", transport.get_returncode(), 0)
    check("%d bytes came back", child.received, wanted)


def check(message, found, wanted):
    if found != wanted:
        raise RuntimeError(message % found)


async def spawn_true(loop, stdio):
    transport, child = await start(loop, "/bin/true", stdio, stdio, stdio)
    await end(transport, child, 0)


async def in_lanes(count, at_once, one):
    left = iter(range(count))

    async def lane():
        for _ in left:
            await one()

    await asyncio.gather(*(lane() for _ in range(at_once)))


async def through_cat(loop, total):
    transport, child = await start(loop, "/bin/cat")
    stdin = transport.get_pipe_transport(0)
    for _ in range(0, total, len(PIECE)):
        stdin.write(PIECE)
        if child.drained:
            await child.drained
    stdin.write_eof()
    await end(transport, child, total)


async def echo(loop):
    transport, child = await start(loop, "/bin/cat")
    transport.get_pipe_transport(0).write(LINE)
    await child.echoed
    return transport, child


async def hundreds(loop, times):
    for _ in range(times):
        children = await asyncio.gather(*(echo(loop) for _ in range(TOGETHER)))
        for transport, _ in children:
            transport.get_pipe_transport(0).write_eof()
        await asyncio.gather(*(end(transport, child, len(LINE)) for transport, child in children))


def child_cpu_seconds():
    times = os.times()
    return times.children_user + times.children_system


async def main(scenario, amount, warm_up):
    loop = asyncio.get_running_loop()
    perform = {
        "one": lambda count: in_lanes(count, 1, lambda: spawn_true(loop, PIPE)),
        "eight": lambda count: in_lanes(count, 8, lambda: spawn_true(loop, PIPE)),
        "bare": lambda count: in_lanes(count, 1, lambda: spawn_true(loop, DEVNULL)),
        "cat": lambda total: through_cat(loop, total),
        "hundred": lambda times: hundreds(loop, times),
    }[scenario]
    await perform(warm_up)
    child_cpu, cpu, before = child_cpu_seconds(), time.process_time(), time.perf_counter()
    await perform(amount)
    seconds = time.perf_counter() - before
    measured = {"seconds": seconds, "cpuSeconds": time.process_time() - cpu, "childCpuSeconds": child_cpu_seconds() - child_cpu}
    print(json.dumps(measured))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
