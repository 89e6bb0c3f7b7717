"""Both sides send, each ends its own side (write_eof) and goes on reading until the other has ended too.

    exchange.py listen SIZE WHEN          prints "listening PORT"; serves one connection
    exchange.py connect SIZE WHEN PORT

SIZE random bytes are sent "at-once", or "after-eof": when the other has ended its side. At its end it prints one line of
JSON: what it sent and what it received, each with a SHA-256, and how many bytes had arrived when it ended its own side.
"""

import asyncio
import hashlib
import json
import os
import sys


def describe(data):
    return {'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


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


async def main(role, size, when, port=0):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    protocol = Exchange(int(size), when, done)
    if role == 'listen':
        server = await loop.create_server(lambda: protocol, '127.0.0.1', 0)
        print('listening', server.sockets[0].getsockname()[1], flush=True)
    else:
        await loop.create_connection(lambda: protocol, '127.0.0.1', int(port))
    await done
    report = {'sent': describe(protocol.message), 'received': describe(protocol.received)}
    print(json.dumps(report | {'receivedWhenEnded': protocol.received_when_ended}))


asyncio.run(main(*sys.argv[1:]))
