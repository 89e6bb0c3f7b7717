"""A connection that begins in the clear and goes on with TLS (start_tls); then an echo of random bytes.

    starttls.py listen PLACE       prints "listening PLACE"; serves one connection
    starttls.py connect PLACE SIZE

The client says STARTTLS, the server READY, each with a line feed behind it. The place's "tls" is for what comes then. At its
end it prints one line of JSON: what it sent and received over TLS, and the version of TLS.
"""

import asyncio
import json
import os
import sys

from places import client_context, connect, describe, listen, server_context


class Upgraded(asyncio.Protocol):
    """Collects lines in the clear; then what comes over TLS, of which the first may be here before start_tls is done."""

    def __init__(self, done):
        self.done = done
        self.received = bytearray()
        self.secure = None

    def connection_made(self, transport):
        self.transport = transport

    def said_over_tls(self, data):
        pass

    async def upgrade(self, context, **options):
        plain, self.received = bytes(self.received), bytearray()
        loop = asyncio.get_running_loop()
        self.secure = await loop.start_tls(self.transport, self, context, **options)
        early = bytes(self.received)
        if early:
            self.said_over_tls(early)
        return plain

    def data_received(self, data):
        self.received += data
        if self.secure:
            self.said_over_tls(data)

    def connection_lost(self, error):
        self.done.set_exception(error) if error else self.done.set_result(None)

    def report(self):
        return {'received': describe(self.received), 'version': self.secure.get_extra_info('cipher')[1]}


class Server(Upgraded):
    def __init__(self, tls, done):
        super().__init__(done)
        self.tls = tls
        self.upgrading = None

    def data_received(self, data):
        super().data_received(data)
        if self.upgrading is None and self.received == b'STARTTLS\n':
            self.upgrading = asyncio.ensure_future(self.begin())

    async def begin(self):
        self.transport.write(b'READY\n')
        await self.upgrade(server_context(self.tls), server_side=True)

    def said_over_tls(self, data):
        self.secure.write(data)


class Client(Upgraded):
    def __init__(self, message, tls, done):
        super().__init__(done)
        self.message = message
        self.tls = tls
        self.upgrading = None

    def connection_made(self, transport):
        super().connection_made(transport)
        transport.write(b'STARTTLS\n')

    def data_received(self, data):
        super().data_received(data)
        if self.upgrading is None and self.received == b'READY\n':
            self.upgrading = asyncio.ensure_future(self.begin())

    async def begin(self):
        await self.upgrade(client_context(self.tls), server_hostname=self.tls['name'])
        self.secure.write(self.message)

    def said_over_tls(self, data):
        if len(self.received) >= len(self.message):
            self.secure.close()


async def main(role, place, size='0'):
    done = asyncio.get_running_loop().create_future()
    place = json.loads(place)
    tls = place.pop('tls')
    message = os.urandom(int(size))
    protocol = Server(tls, done) if role == 'listen' else Client(message, tls, done)
    await (listen if role == 'listen' else connect)(place, lambda: protocol)
    await done
    print(json.dumps({'sent': describe(message)} | protocol.report()))


asyncio.run(main(*sys.argv[1:]))
