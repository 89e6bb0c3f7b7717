"""Pipes with asyncio's connect_read_pipe and connect_write_pipe.

    pipes.py read PATH          reads a FIFO to its end
    pipes.py write PATH SIZE    writes SIZE random bytes into one and closes it

For PATH "-" it is the standard input or output. At its end it prints to standard error one line of JSON: what it read or wrote, with a
SHA-256.
"""

import asyncio
import json
import os
import sys

from places import describe


class Reader(asyncio.Protocol):
    def __init__(self, done):
        self.done = done
        self.received = bytearray()

    def data_received(self, data):
        self.received += data

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


class Writer(asyncio.BaseProtocol):
    def __init__(self, done):
        self.done = done

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


async def read(path):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    pipe = sys.stdin.buffer if path == '-' else open(path, 'rb', buffering=0)
    _, protocol = await loop.connect_read_pipe(lambda: Reader(done), pipe)
    await done
    return {'received': describe(protocol.received)}


async def write(path, size):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    pipe = sys.stdout.buffer if path == '-' else open(path, 'wb', buffering=0)
    transport, _ = await loop.connect_write_pipe(lambda: Writer(done), pipe)
    message = os.urandom(int(size))
    transport.write(message)
    transport.write_eof()
    await done
    return {'sent': describe(message)}


report = asyncio.run({'read': read, 'write': write}[sys.argv[1]](*sys.argv[2:]))
print(json.dumps(report), file=sys.stderr)
