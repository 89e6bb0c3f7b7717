"""UDP echo with asyncio's datagram endpoints, for the tests of interoperation.

    udp_echo.py listen         prints "listening PORT"; answers until it is killed
    udp_echo.py connect PORT   sends datagrams of several sizes, each after the answer to the one before; prints their sizes as JSON
"""

import asyncio
import json
import os
import sys

SIZES = [1, 0, 100, 1472, 9000, 65507]


class Server(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        # The bare socket: CPython before 3.13 sends no empty datagrams otherwise.
        self.socket = transport.get_extra_info("socket")._sock

    def datagram_received(self, data, address):
        self.socket.sendto(data, address)


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, address):
        self.answers.put_nowait(data)

    def error_received(self, error):
        self.answers.put_nowait(error)


async def listen():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    print("listening", transport.get_extra_info("sockname")[1], flush=True)
    await loop.create_future()


async def connect(port):
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(Client, remote_addr=("127.0.0.1", port))
    came = []
    for size in SIZES:
        message = os.urandom(size)
        transport.get_extra_info("socket")._sock.send(message)
        answer = await client.answers.get()
        came.append(size if answer == message else repr(answer))
    transport.close()
    print(json.dumps(came))


asyncio.run(listen() if sys.argv[1] == "listen" else connect(int(sys.argv[2])))
