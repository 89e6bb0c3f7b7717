"""Echo with asyncio's protocols, for the tests of interoperation.

    echo.py listen            prints "listening PORT"; serves one connection
    echo.py connect PORT SIZE sends SIZE random bytes and reads as many back

At its end it prints one line of JSON: what it sent and what it received, each with a SHA-256, and whether they are the same.
"""

import asyncio
import hashlib
import json
import os
import sys


def describe(data):
    return {'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


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


async def listen():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    protocol = EchoServer(done)
    server = await loop.create_server(lambda: protocol, '127.0.0.1', 0)
    print('listening', server.sockets[0].getsockname()[1], flush=True)
    await done
    print(json.dumps({'received': describe(protocol.received)}))


async def connect(port, size):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    message = os.urandom(size)
    _, protocol = await loop.create_connection(lambda: EchoClient(message, done), '127.0.0.1', port)
    await done
    same = protocol.received == message
    print(json.dumps({'sent': describe(message), 'received': describe(protocol.received), 'same': same}))


if sys.argv[1] == 'listen':
    asyncio.run(listen())
else:
    asyncio.run(connect(int(sys.argv[2]), int(sys.argv[3])))
