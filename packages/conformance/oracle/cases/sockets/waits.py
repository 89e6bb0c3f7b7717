import asyncio

from open_sockets import with_sockets
from stage import case

MUCH = bytes(4 * 1024 * 1024)


@case("sockets/cancelled-receive", real=True)
def cancelled_receive(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        waiting = loop.create_task(loop.sock_recv(right, 10))
        await asyncio.sleep(0)
        waiting.cancel()
        await sockets.attempt("cancelled", waiting)
        stage.trace("watched", loop.remove_reader(right))
        again = loop.create_task(loop.sock_recv(right, 10))
        await asyncio.sleep(0)
        left.send(b"for the second")
        stage.trace("second", await again)
        stage.trace("the rest", await loop.sock_recv(right, 10))

    with_sockets(stage, main)


@case("sockets/cancelled-send", real=True)
def cancelled_send(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        waiting = loop.create_task(loop.sock_sendall(left, MUCH))
        await asyncio.sleep(0)
        waiting.cancel()
        await sockets.attempt("cancelled", waiting)
        stage.trace("watched", loop.remove_writer(left))
        again = loop.create_task(loop.sock_sendall(left, b"end"))
        await asyncio.sleep(0)
        last = b""
        while not last.endswith(b"end"):
            last = await loop.sock_recv(right, 1_000_000)
        stage.trace("second", await again)

    with_sockets(stage, main)


@case("sockets/replaced-receive", real=True)
def replaced_receive(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        first = loop.create_task(loop.sock_recv(right, 10))
        second = loop.create_task(loop.sock_recv(right, 10))
        await asyncio.sleep(0)
        left.send(b"one")
        stage.trace("second", await second)
        third = loop.create_task(loop.sock_recv(right, 10))
        await asyncio.sleep(0)
        stage.trace("first", first.done())
        first.cancel()
        await sockets.attempt("first", first)
        left.send(b"two")
        stage.trace("third", await third)

    with_sockets(stage, main)


@case("sockets/both-directions", real=True)
def both_directions(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        sending = loop.create_task(loop.sock_sendall(left, MUCH))
        receiving = loop.create_task(loop.sock_recv(left, 10))
        await asyncio.sleep(0)
        sending.cancel()
        await sockets.attempt("sending", sending)
        stage.trace("receiving", receiving.done())
        right.send(b"still there")
        stage.trace("received", await receiving, loop.remove_reader(left), loop.remove_writer(left))

    with_sockets(stage, main)


@case("sockets/accept", real=True)
def accept(stage):
    async def main(sockets):
        loop = sockets.loop
        listener, address = sockets.bound()
        accepting = loop.create_task(loop.sock_accept(listener))
        await asyncio.sleep(0)
        stage.trace("accepting", accepting.done())
        client = sockets.socket()
        await loop.sock_connect(client, address)
        peer, source = await accepting
        sockets.own(peer)
        stage.trace("accepted", peer.getblocking(), source[1] == client.getsockname()[1])

    with_sockets(stage, main)


@case("sockets/cancelled-accept", real=True)
def cancelled_accept(stage):
    async def main(sockets):
        loop = sockets.loop
        listener, address = sockets.bound()
        accepting = loop.create_task(loop.sock_accept(listener))
        await asyncio.sleep(0)
        accepting.cancel()
        await sockets.attempt("cancelled", accepting)
        stage.trace("watched", loop.remove_reader(listener))
        await loop.sock_connect(sockets.socket(), address)
        peer, _ = await loop.sock_accept(listener)
        stage.trace("accepted", sockets.own(peer).getblocking())

    with_sockets(stage, main)


@case("sockets/connect-refused", real=True)
def connect_refused(stage):
    async def main(sockets):
        loop = sockets.loop
        _, address = sockets.bound(listen=False)
        client = sockets.socket()
        await sockets.attempt("refused", loop.sock_connect(client, address))
        stage.trace("watched", loop.remove_writer(client))

    with_sockets(stage, main)


@case("sockets/cancelled-connect", real=True)
def cancelled_connect(stage):
    async def main(sockets):
        loop = sockets.loop
        listener, address = sockets.bound()
        client = sockets.socket()
        connecting = loop.create_task(loop.sock_connect(client, address))
        await asyncio.sleep(0)
        connecting.cancel()
        await sockets.attempt("cancelled", connecting)
        stage.trace("watched", loop.remove_writer(client))
        stage.trace("again", await loop.sock_connect(client, address))
        peer, _ = await loop.sock_accept(listener)
        sockets.own(peer).send(b"connected")
        stage.trace("received", await loop.sock_recv(client, 100))

    with_sockets(stage, main)


@case("sockets/closed-while-waited", real=True)
def closed_while_waited(stage):
    async def main(sockets):
        loop = sockets.loop
        _, right = sockets.pair()
        waiting = loop.create_task(loop.sock_recv(right, 10))
        await asyncio.sleep(0)
        right.close()
        for _ in range(5):
            await asyncio.sleep(0)
        stage.trace("over", waiting.done())
        waiting.cancel()
        await sockets.attempt("ended", waiting)

    with_sockets(stage, main)
