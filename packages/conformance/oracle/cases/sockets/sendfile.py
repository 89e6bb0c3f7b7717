import asyncio
import socket

from open_sockets import with_sockets
from stage import case

CONTENT = b"0123456789" * 1000


async def send_and_trace(sockets, file, offset=0, count=None, content=CONTENT):
    loop = sockets.loop
    left, right = sockets.pair()
    receiving = loop.create_task(receive_all(sockets, right))
    sent = await loop.sock_sendfile(left, file, offset, count)
    left.close()
    received = await receiving
    wanted = content[offset : None if count is None else offset + count]
    sockets.trace("sent", sent, "the same", received == wanted, "then read", len(file.read()))


async def receive_all(sockets, sock):
    parts = []
    while part := await sockets.loop.sock_recv(sock, 65536):
        parts.append(part)
    return b"".join(parts)


@case("sockets/sendfile", real=True)
def sendfile(stage):
    async def main(sockets):
        for part in [(), (1000, 2000), (5000,), (0, 10001), (9999, 1)]:
            await send_and_trace(sockets, sockets.open(CONTENT), *part)

    with_sockets(stage, main)


@case("sockets/sendfile-from-any-position", real=True)
def sendfile_from_any_position(stage):
    async def main(sockets):
        file = sockets.open(CONTENT)
        file.read()
        await send_and_trace(sockets, file)
        await send_and_trace(sockets, file, 100, 50)
        await send_and_trace(sockets, file, 40, 20)

    with_sockets(stage, main)


@case("sockets/sendfile-of-nothing", real=True)
def sendfile_of_nothing(stage):
    async def main(sockets):
        await send_and_trace(sockets, sockets.open(b""), content=b"")
        await send_and_trace(sockets, sockets.open(CONTENT), len(CONTENT))

    with_sockets(stage, main)


@case("sockets/sendfile-among-sends", real=True)
def sendfile_among_sends(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        receiving = loop.create_task(receive_all(sockets, right))
        file = sockets.open(CONTENT)
        await loop.sock_sendall(left, b"before")
        stage.trace("sent", await loop.sock_sendfile(left, file))
        await loop.sock_sendall(left, b"after")
        left.close()
        stage.trace("in order", await receiving == b"before" + CONTENT + b"after")

    with_sockets(stage, main)


@case("sockets/sendfile-refused", real=True)
def sendfile_refused(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        file = sockets.open(CONTENT)
        for count in [0, -1]:
            await sockets.attempt("count", loop.sock_sendfile(left, file, 0, count))
        await sockets.attempt("offset", loop.sock_sendfile(left, file, -1))
        stage.attempt("nothing came", lambda: right.recv(10))
        stage.trace("then read", len(file.read()))

    with_sockets(stage, main)


@case("sockets/sendfile-wrong-socket", real=True)
def sendfile_wrong_socket(stage):
    async def main(sockets):
        loop = sockets.loop
        file = sockets.open(CONTENT)
        datagram = sockets.socket(socket.AF_INET, socket.SOCK_DGRAM)
        await sockets.attempt("datagrams", loop.sock_sendfile(datagram, file))
        loop.set_debug(True)
        left, _ = sockets.pair()
        left.setblocking(True)
        await sockets.attempt("blocking", loop.sock_sendfile(left, file))
        stage.trace("then read", len(file.read()))

    with_sockets(stage, main)


@case("sockets/sendfile-cancelled", real=True)
def sendfile_cancelled(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        big = b"x" * (4 * 1024 * 1024)
        file = sockets.open(big)
        sending = loop.create_task(loop.sock_sendfile(left, file))
        for _ in range(3):
            await asyncio.sleep(0)
        stage.trace("sending", sending.done())
        sending.cancel()
        await sockets.attempt("cancelled", sending)
        stage.trace("watched", loop.remove_writer(left))
        left.close()
        length = len(await receive_all(sockets, right))
        stage.trace("came", length > 0, "then read", length + len(file.read()) == len(big))

    with_sockets(stage, main)
