"""The twin of src/cases/pipes/open-pipes.ts."""

import os

from open_transports import Recorder, transport_case


class PipeRecorder(Recorder):
    def end(self):
        self.muted = True
        self.on = {}
        if self.transport is not None and self.count("lost") == 0:
            if hasattr(self.transport, "abort"):
                self.transport.abort()
            else:
                self.transport.close()


class PipeEnd:
    """A bare end of a pipe."""

    def __init__(self, fd):
        self.fd = fd
        self.open = True

    def read(self, count):
        """An empty answer is the end, None is nothing now."""
        try:
            return os.read(self.fd, count)
        except BlockingIOError:
            return None

    def write(self, data):
        try:
            return os.write(self.fd, data)
        except BlockingIOError:
            return 0

    def close(self):
        if self.open:
            os.close(self.fd)
        self.open = False


class Pipes:
    def __init__(self, net):
        self.net = net

    def pipe(self):
        ends = os.pipe()
        for fd in ends:
            os.set_blocking(fd, False)
        return PipeEnd(ends[0]), PipeEnd(ends[1])

    async def reading(self, name, **on):
        reader, writer = self.pipe()
        self.net.own(writer)
        protocol = self.net.keep(PipeRecorder(self.net.loop, name, self.net.trace, **on))
        transport, _ = await self.net.loop.connect_read_pipe(lambda: protocol, os.fdopen(reader.fd, "rb", 0))
        return protocol, transport, writer

    async def writing(self, name, **on):
        reader, writer = self.pipe()
        self.net.own(reader)
        protocol = self.net.keep(PipeRecorder(self.net.loop, name, self.net.trace, **on))
        transport, _ = await self.net.loop.connect_write_pipe(lambda: protocol, os.fdopen(writer.fd, "wb", 0))
        return protocol, transport, reader

    async def drain(self, end, count=None):
        """Read in turns to come, until so many bytes came, or the end."""
        data = bytearray()
        while count is None or len(data) < count:
            part = end.read(65_536)
            if part is None:
                await self.net.pass_turns(1)
            elif not part:
                break
            else:
                data += part
        return bytes(data)


def pipe_case(name, **options):
    """As transport_case, with pipes."""

    def register(body):
        @transport_case(name, **options)
        async def run(net):
            await body(net, Pipes(net))

        return body

    return register
