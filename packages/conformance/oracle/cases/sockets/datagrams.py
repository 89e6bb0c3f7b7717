import asyncio
import socket

from open_sockets import with_sockets
from stage import case


def udp(sockets):
    sock = sockets.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock, sock.getsockname()


@case("sockets/datagrams", real=True)
def datagrams(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, source = udp(sockets)
        right, to = udp(sockets)
        waiting = loop.create_task(loop.sock_recvfrom(right, 100))
        await asyncio.sleep(0)
        trace("sent", await loop.sock_sendto(left, b"first", to))
        data, address = await waiting
        trace("received", data, address[0], address[1] == source[1])
        trace("sent", await loop.sock_sendto(left, b"", to), await loop.sock_sendto(left, b"second", to))
        trace("empty", (await loop.sock_recvfrom(right, 100))[0])
        await loop.sock_sendto(left, b"third", to)
        trace("cut", (await loop.sock_recvfrom(right, 3))[0])
        trace("whole", (await loop.sock_recvfrom(right, 100))[0])
        trace("as of a stream", await loop.sock_sendto(left, b"fourth", to), await loop.sock_recv(right, 100))

    with_sockets(stage, main)


@case("sockets/datagrams-into", real=True)
def datagrams_into(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, source = udp(sockets)
        right, to = udp(sockets)
        buffer = bytearray(b"-" * 8)
        await loop.sock_sendto(left, b"abc", to)
        nbytes, address = await loop.sock_recvfrom_into(right, buffer)
        trace("into", nbytes, buffer, address[1] == source[1])
        await loop.sock_sendto(left, b"wxyz", to)
        trace("a part", (await loop.sock_recvfrom_into(right, buffer, 2))[0], buffer)
        await loop.sock_sendto(left, b"stays", to)
        trace("all", (await loop.sock_recvfrom_into(right, buffer, 0))[0], buffer)

    with_sockets(stage, main)
