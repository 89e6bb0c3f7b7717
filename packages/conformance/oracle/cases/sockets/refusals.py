import socket

from open_sockets import with_sockets
from stage import case


def nothing():
    pass


@case("sockets/blocking-in-debug-mode", real=True)
def blocking_in_debug_mode(stage):
    async def main(sockets):
        loop, attempt = sockets.loop, sockets.attempt
        loop.set_debug(True)
        listener, address = sockets.bound()
        client = sockets.socket()
        datagram = sockets.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for sock in [listener, client, datagram]:
            sock.setblocking(True)
        await attempt("recv", loop.sock_recv(client, 10))
        await attempt("recv into", loop.sock_recv_into(client, bytearray(10)))
        await attempt("sendall", loop.sock_sendall(client, b"x"))
        await attempt("connect", loop.sock_connect(client, address))
        await attempt("accept", loop.sock_accept(listener))
        await attempt("recvfrom", loop.sock_recvfrom(datagram, 10))
        await attempt("recvfrom into", loop.sock_recvfrom_into(datagram, bytearray(10)))
        await attempt("sendto", loop.sock_sendto(datagram, b"x", address))

    with_sockets(stage, main)


@case("sockets/watches-no-other-thing", real=True)
def watches_no_other_thing(stage):
    async def main(sockets):
        loop = sockets.loop
        thing = object()
        stage.attempt("add reader", lambda: loop.add_reader(thing, nothing))
        stage.attempt("add writer", lambda: loop.add_writer(thing, nothing))
        stage.attempt("remove reader", lambda: loop.remove_reader(thing))
        stage.attempt("remove writer", lambda: loop.remove_writer(thing))
        stage.attempt("below zero", lambda: loop.add_reader(-1, nothing))

    with_sockets(stage, main)


@case("sockets/buffer-too-small", real=True)
def buffer_too_small(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = (sockets.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        right.bind(("127.0.0.1", 0))
        await loop.sock_sendto(left, b"stays", right.getsockname())
        await sockets.attempt("too many", loop.sock_recvfrom_into(right, bytearray(10), 11))
        stage.trace("received", (await loop.sock_recvfrom(right, 100))[0])

    with_sockets(stage, main)
