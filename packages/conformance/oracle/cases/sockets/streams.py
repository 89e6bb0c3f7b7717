import asyncio
import socket

from open_sockets import unix_name, with_sockets
from stage import case

CONTENT = (b"The quick brown fox. " * 65536)[: 1024 * 1024]


async def talk(sockets, address, family):
    loop, trace = sockets.loop, sockets.trace
    listener = sockets.socket(family)
    listener.bind(address)
    listener.listen()
    client = sockets.socket(family)
    accepted = loop.create_task(loop.sock_accept(listener))
    trace("connected", await loop.sock_connect(client, listener.getsockname()))
    peer, _ = await accepted
    sockets.own(peer)
    trace("blocking", peer.getblocking())
    trace("sent", await loop.sock_sendall(client, b"hello"))
    trace("received", await loop.sock_recv(peer, 1024))
    await loop.sock_sendall(peer, b"worlds")
    buffer = bytearray(5)
    trace("into", await loop.sock_recv_into(client, buffer), buffer)
    trace("the rest", await loop.sock_recv(client, 5))
    client.close()
    trace("the end", await loop.sock_recv(peer, 1024), await loop.sock_recv_into(peer, buffer))


@case("sockets/client-and-server", real=True)
def client_and_server(stage):
    with_sockets(stage, lambda sockets: talk(sockets, ("127.0.0.1", 0), socket.AF_INET))


@case("sockets/client-and-server-unix", real=True)
def client_and_server_unix(stage):
    with_sockets(stage, lambda sockets: talk(sockets, unix_name("talk"), socket.AF_UNIX))


@case("sockets/huge-content", real=True)
def huge_content(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        sending = loop.create_task(loop.sock_sendall(left, CONTENT))
        await asyncio.sleep(0)
        stage.trace("sending", sending.done())
        parts = []
        while sum(map(len, parts)) < len(CONTENT):
            parts.append(await loop.sock_recv(right, 65536))
        stage.trace("sent", await sending)
        stage.trace("the same", b"".join(parts) == CONTENT)

    with_sockets(stage, main)


@case("sockets/huge-content-into", real=True)
def huge_content_into(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        sending = loop.create_task(loop.sock_sendall(left, CONTENT))
        buffer = bytearray(len(CONTENT))
        filled = 0
        while filled < len(buffer):
            filled += await loop.sock_recv_into(right, memoryview(buffer)[filled : filled + 65536])
        stage.trace("sent", await sending)
        stage.trace("the same", filled, buffer == CONTENT)

    with_sockets(stage, main)


@case("sockets/half-close", real=True)
def half_close(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, right = sockets.pair()
        await loop.sock_sendall(left, b"last words")
        left.shutdown(socket.SHUT_WR)
        trace("received", await loop.sock_recv(right, 4))
        trace("received", await loop.sock_recv(right, 100))
        trace("the end", await loop.sock_recv(right, 100))
        trace("the end again", await loop.sock_recv(right, 100))
        await loop.sock_sendall(right, b"an answer")
        trace("answered", await loop.sock_recv(left, 100))
        await sockets.attempt("sent after the end", loop.sock_sendall(left, b"too late"))
        right.close()
        trace("both ended", await loop.sock_recv(left, 100))

    with_sockets(stage, main)


@case("sockets/end-while-waited", real=True)
def end_while_waited(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        loop.call_soon(left.close)
        stage.trace("the end", await loop.sock_recv(right, 10))
        stage.trace("watched", loop.remove_reader(right), loop.remove_writer(right))

    with_sockets(stage, main)


@case("sockets/at-once-or-later", real=True)
def at_once_or_later(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        turn = stage.turns(loop)
        await asyncio.sleep(0)
        left.send(b"there already")
        before = turn()
        stage.trace("received", await loop.sock_recv(right, 100), turn() - before)
        stage.trace("sent", await loop.sock_sendall(left, b"x"), turn() - before)
        stage.trace("received", await loop.sock_recv(right, 100), turn() - before)
        came = 0

        def send():
            nonlocal came
            left.send(b"later")
            came = turn()

        loop.call_soon(send)
        stage.trace("received", await loop.sock_recv(right, 100), turn() - came)

    with_sockets(stage, main)
