"""Echo with asyncio's protocols, for the tests of interoperation.

    echo.py listen PLACE       prints "listening PLACE"; serves one connection
    echo.py connect PLACE SIZE sends SIZE random bytes and reads as many back

At its end it prints one line of JSON: what it sent and what it received, each with a SHA-256, and whether they are the same.
"""

import asyncio
import json
import os
import sys

from places import connect, describe, listen


class EchoServer(asyncio.Protocol):
    def __init__(self, done):
        self.done = done
        self.received = bytearray()

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


class EchoClient(asyncio.Protocol):
    def __init__(self, message, done):
        self.message = message
        self.done = done
        self.received = bytearray()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.message)

    def data_received(self, data):
        self.received += data
        if len(self.received) >= len(self.message):
            self.transport.close()

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


async def serve(place):
    done = asyncio.get_running_loop().create_future()
    protocol = EchoServer(done)
    await listen(place, lambda: protocol)
    await done
    print(json.dumps({'received': describe(protocol.received)}))


async def ask(place, size):
    done = asyncio.get_running_loop().create_future()
    message = os.urandom(size)
    _, protocol = await connect(place, lambda: EchoClient(message, done))
    await done
    same = protocol.received == message
    print(json.dumps({'sent': describe(message), 'received': describe(protocol.received), 'same': same}))


if sys.argv[1] == 'listen':
    asyncio.run(serve(json.loads(sys.argv[2])))
else:
    asyncio.run(ask(json.loads(sys.argv[2]), int(sys.argv[3])))
