"""TCP echo on asyncio or uvloop: python.py asyncio|uvloop plain|buffered"""

import asyncio
import sys

SIZE = 256 * 1024


class FlowControl:
    """The peer does not read: stop reading from it, instead of buffering without bound."""

    def connection_made(self, transport):
        self.transport = transport

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


class Echo(FlowControl, asyncio.Protocol):
    def data_received(self, data):
        self.transport.write(data)


class BufferedEcho(FlowControl, asyncio.BufferedProtocol):
    """A buffer for each connection: uvloop sends what is written only at the end of the turn."""

    def __init__(self):
        self.view = memoryview(bytearray(SIZE))

    def get_buffer(self, sizehint):
        # What was not sent is still in that buffer: it belongs to the transport now.
        if self.transport.get_write_buffer_size() > 0:
            self.view = memoryview(bytearray(SIZE))
        return self.view

    def buffer_updated(self, nbytes):
        self.transport.write(self.view[:nbytes])


async def main(protocol):
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, backlog=511)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    kind, receiving = sys.argv[1:]
    if kind == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main({"plain": Echo, "buffered": BufferedEcho}[receiving]))
