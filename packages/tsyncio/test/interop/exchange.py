"""Both sides send, each ends its own side (write_eof) and goes on reading until the other has ended too.

    exchange.py listen PLACE SIZE WHEN     prints "listening PLACE"; serves one connection
    exchange.py connect PLACE SIZE WHEN

SIZE random bytes are sent "at-once", or "after-eof": when the other has ended its side. At its end it prints one line of
JSON: what it sent and what it received, each with a SHA-256, and how many bytes had arrived when it ended its own side.
"""

import asyncio
import json
import os
import sys

from places import connect, describe, listen


class Exchange(asyncio.Protocol):
    def __init__(self, size, when, done):
        self.message = os.urandom(size)
        self.when = when
        self.done = done
        self.received = bytearray()

    def connection_made(self, transport):
        self.transport = transport
        if self.when == 'at-once':
            self.send()

    def send(self):
        self.transport.write(self.message)
        self.transport.write_eof()
        self.received_when_ended = len(self.received)

    def data_received(self, data):
        self.received += data

    def eof_received(self):
        if self.when == 'after-eof':
            self.send()
        # What is buffered is sent before it closes.
        self.transport.close()
        return True

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


async def main(role, place, size, when):
    done = asyncio.get_running_loop().create_future()
    protocol = Exchange(int(size), when, done)
    meet = listen if role == 'listen' else connect
    await meet(json.loads(place), lambda: protocol)
    await done
    report = {'sent': describe(protocol.message), 'received': describe(protocol.received)}
    print(json.dumps(report | {'receivedWhenEnded': protocol.received_when_ended}))


asyncio.run(main(*sys.argv[1:]))
