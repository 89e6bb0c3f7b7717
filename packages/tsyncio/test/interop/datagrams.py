"""Datagrams with asyncio's endpoints, UDP or Unix.

    datagrams.py echo PLACE              prints "listening PLACE"; sends back every datagram, until one says "end"
    datagrams.py ask PLACE [PATH] SIZE...  sends datagrams of so many random bytes, each once the last came back; then "end"

PATH is where the one who asks receives, on Unix. At its end it prints one line of JSON: the datagrams, each with a SHA-256, in their order.
"""

import asyncio
import json
import os
import socket
import sys

from places import HOST, describe, say_listening


class Echo(asyncio.DatagramProtocol):
    def __init__(self, done):
        self.done = done
        self.received = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if data == b'end':
            self.transport.close()
            return
        self.received.append(data)
        self.transport.sendto(data, address)

    def connection_lost(self, error):
        self.done.set_result(None)


class Ask(asyncio.DatagramProtocol):
    def __init__(self, messages, done):
        self.messages = messages
        self.done = done
        self.received = []

    def connection_made(self, transport):
        self.transport = transport
        self.transport.sendto(self.messages[0])

    def datagram_received(self, data, address):
        self.received.append(data)
        if len(self.received) < len(self.messages):
            self.transport.sendto(self.messages[len(self.received)])
        else:
            self.transport.sendto(b'end')
            self.transport.close()

    def error_received(self, error):
        self.done.set_exception(error)

    def connection_lost(self, error):
        self.done.set_result(None)


async def echo(place):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    where = place.get('path') or (HOST, place['port'])
    family = {'family': socket.AF_UNIX} if 'path' in place else {}
    transport, protocol = await loop.create_datagram_endpoint(lambda: Echo(done), local_addr=where, **family)
    say_listening(place if 'path' in place else {'port': transport.get_extra_info('sockname')[1]})
    await done
    print(json.dumps({'received': [describe(data) for data in protocol.received]}))


async def ask(place, *arguments):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    options = {'remote_addr': (HOST, place.get('port'))}
    if 'path' in place:
        mine, *arguments = arguments
        options = {'remote_addr': place['path'], 'local_addr': mine, 'family': socket.AF_UNIX}
    messages = [os.urandom(int(size)) for size in arguments]
    _, protocol = await loop.create_datagram_endpoint(lambda: Ask(messages, done), **options)
    await done
    report = {'sent': [describe(data) for data in messages], 'received': [describe(data) for data in protocol.received]}
    print(json.dumps(report | {'same': messages == protocol.received}))


asyncio.run({'echo': echo, 'ask': ask}[sys.argv[1]](json.loads(sys.argv[2]), *sys.argv[3:]))
