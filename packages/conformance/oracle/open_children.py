"""The twin of src/cases/subprocess/open-children.ts and src/cases/subprocess/child-recorder.ts."""

import asyncio
import os
import sys
import time

from open_pipes import Pipes
from open_transports import nothing, transport_case

# For the shell: wait, and see to signals meanwhile.
WAITS = "while :; do sleep 0.02; done"
# For the shell: leave a cat on our pipes behind, and exit. A process in the background has a stdin only if that got
# another number.
LEAVES_CAT = "exec 3<&0; cat <&3 & exit 3"


class ChildRecorder(asyncio.SubprocessProtocol):
    def __init__(self, loop, name, trace, **on):
        self.loop = loop
        self.name = name
        self.trace = trace
        self.on = on
        self.transport = None
        self.heard = []
        self.output = {}
        self.ends = {}
        self.waiters = []

    def count(self, event):
        return self.heard.count(event)

    def when(self, event, count=1):
        return self.until(lambda: self.count(event) >= count)

    def data(self, fd=1):
        return bytes(self.output.get(fd, b""))

    def when_bytes(self, count, fd=1):
        return self.until(lambda: len(self.data(fd)) >= count)

    def until(self, ready):
        future = self.loop.create_future()
        if ready():
            future.set_result(None)
        else:
            self.waiters.append((ready, future))
        return future

    def broken_rules(self):
        """Which of the promises about what it is told, and in which order, were broken; when all is over."""
        broken = []
        if self.heard[:1] != ["made"] or self.count("made") != 1:
            broken.append("made first")
        if self.count("exited") != 1:
            broken.append("exits once")
        if self.heard[-1:] != ["lost"] or self.count("lost") != 1:
            broken.append("lost last")
        for fd in [0, 1, 2]:
            ends = [i for i, event in enumerate(self.heard) if event == f"end {fd}"]
            if len(ends) > 1 or (ends and f"data {fd}" in self.heard[ends[0] :]):
                broken.append(f"{fd} ends once")
        return broken

    def tell(self, numbers=False):
        """Trace the return code and what came of the pipes, in whatever order that was told.

        With `numbers` only the length of the output.
        """
        output = {str(fd): len(data) if numbers else bytes(data) for fd, data in sorted(self.output.items())}
        ends = {str(fd): error for fd, error in sorted(self.ends.items())}
        self.trace(self.name, self.transport.get_returncode(), {"output": output, "ends": ends}, self.broken_rules())

    def note(self, event, *args):
        self.heard.append(event)
        try:
            self.on.get(event.split()[0], nothing)(*args)
        finally:
            for ready, future in self.waiters:
                if ready() and not future.done():
                    future.set_result(None)

    async def end(self):
        """Close it, and wait for the last it is told."""
        self.on = {}
        if self.transport is None or self.transport.get_protocol() is not self or self.count("lost") > 0:
            return
        self.transport.close()
        await self.when("lost")

    def connection_made(self, transport):
        self.transport = transport
        self.note("made", transport)

    def pipe_data_received(self, fd, data):
        self.output.setdefault(fd, bytearray()).extend(data)
        self.note(f"data {fd}", fd, data)

    def pipe_connection_lost(self, fd, error):
        self.ends[fd] = error
        self.note(f"end {fd}", fd)

    def process_exited(self):
        self.note("exited")

    def connection_lost(self, error):
        self.note("lost", error)

    def pause_writing(self):
        self.note("pause")

    def resume_writing(self):
        self.note("resume")


class Children(Pipes):
    def __init__(self, net):
        super().__init__(net)
        self.recorders = []

    def recorder(self, name, **on):
        recorder = ChildRecorder(self.net.loop, name, self.net.trace, **on)
        self.recorders.append(recorder)
        return recorder

    async def exec(self, name, argv, on=None, **options):
        protocol = self.recorder(name, **(on or {}))
        transport, _ = await self.net.loop.subprocess_exec(lambda: protocol, *argv, **options)
        return protocol, transport

    async def shell(self, name, command, on=None, **options):
        protocol = self.recorder(name, **(on or {}))
        transport, _ = await self.net.loop.subprocess_shell(lambda: protocol, command, **options)
        return protocol, transport

    def own_pipe(self):
        """A bare pipe that is closed after the scenario."""
        ends = self.pipe()
        for end in ends:
            self.net.own(end)
        return ends

    def is_zombie(self, pid):
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b") ")[2].startswith(b"Z")

    def wait_for_zombie(self, pid):
        """Hold the loop up until the child has ended."""
        while not self.is_zombie(pid):
            time.sleep(0.001)


def child_case(name, **options):
    """As transport_case, with children; those left are killed and waited for."""

    def register(body):
        @transport_case(name, **options)
        async def run(net):
            children = Children(net)
            try:
                await body(net, children)
            finally:
                for recorder in children.recorders:
                    await recorder.end()

        return body

    return register


def has_proc():
    return sys.platform == "linux" and os.path.exists("/proc/self/stat")
