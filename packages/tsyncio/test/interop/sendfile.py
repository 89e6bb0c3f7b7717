"""Sends a file with loop.sendfile, or collects what is sent.

    sendfile.py send PLACE FILE OFFSET COUNT   prints "listening PLACE"; sends COUNT bytes from OFFSET on to one client, and closes
    sendfile.py collect PLACE                  connects and reads to the end

At its end it prints one line of JSON: how many bytes it sent, or what it received.
"""

import asyncio
import json
import sys

from places import connect, describe, listen


class Sender(asyncio.Protocol):
    def __init__(self, file, offset, count, done):
        self.send = lambda transport: asyncio.get_running_loop().sendfile(transport, file, offset, count)
        self.done = done

    def connection_made(self, transport):
        self.task = asyncio.ensure_future(self.run(transport))

    async def run(self, transport):
        self.sent = await self.send(transport)
        transport.close()

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


class Collector(asyncio.Protocol):
    def __init__(self, done):
        self.done = done
        self.received = bytearray()

    def data_received(self, data):
        self.received += data

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)


async def send(place, name, offset, count):
    done = asyncio.get_running_loop().create_future()
    with open(name, 'rb') as file:
        protocol = Sender(file, int(offset), int(count), done)
        await listen(place, lambda: protocol)
        await done
    print(json.dumps({'sent': protocol.sent}))


async def collect(place):
    done = asyncio.get_running_loop().create_future()
    _, protocol = await connect(place, lambda: Collector(done))
    await done
    print(json.dumps({'received': describe(protocol.received)}))


asyncio.run({'send': send, 'collect': collect}[sys.argv[1]](json.loads(sys.argv[2]), *sys.argv[3:]))
