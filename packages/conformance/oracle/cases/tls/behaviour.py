import asyncio
import ssl

from open_tls import certified, tls_case, trusting

MUCH = b"x" * 1_000_000


@tls_case("tls/one-side-only")
async def one_side_only(net, tls):
    client, served = await tls.ends()
    net.trace("can", client.transport.can_write_eof())
    net.attempt_now("write eof", client.transport.write_eof)
    client.transport.write(b"goes on")
    await served.when("data")
    net.trace("open", client.transport.is_closing())


@tls_case("tls/eof-ends-it")
async def eof_ends_it(net, tls):
    for answer in [True, False]:
        client, served = await tls.ends(None, {"eof": lambda: answer})
        client.transport.close()
        await served.when("lost")
        await client.when("lost")
        net.trace("closed", answer, served.transport.is_closing())
    net.tell()


@tls_case("tls/water-marks")
async def water_marks(net, tls):
    client, served = await tls.ends()
    served.muted = True
    served.transport.pause_reading()
    net.trace("marks", client.transport.get_write_buffer_limits())
    for _ in range(5):
        client.transport.write(MUCH)
    net.trace("written", client.count("pause"), client.transport.get_write_buffer_size() > 0)
    served.transport.resume_reading()
    await client.when("resume")
    await served.when_bytes(5 * len(MUCH))
    net.trace("all", served.bytes, client.count("pause"), client.count("resume"))


@tls_case("tls/paused-reading")
async def paused_reading(net, tls):
    client, served = await tls.ends()
    served.transport.pause_reading()
    net.trace("paused", served.transport.is_reading())
    client.transport.write(b"kept")
    for _ in range(5):
        await asyncio.sleep(0.001)
    net.trace("came", served.bytes)
    served.transport.resume_reading()
    await served.when("data")
    net.trace("reading", served.transport.is_reading())
    net.tell()


@tls_case("tls/written-after-close")
async def written_after_close(net, tls):
    client, served = await tls.ends()
    client.transport.write(b"before")
    client.transport.close()
    for _ in range(3):
        net.attempt_now("write", lambda: client.transport.write(b"after"))
    await served.when("lost")
    await client.when("lost")
    net.attempt_now("lost", lambda: client.transport.write(b"after"))
    net.tell()


@tls_case("tls/aborted")
async def aborted(net, tls):
    client, served = await tls.ends()
    served.muted = True
    served.transport.pause_reading()
    client.transport.set_write_buffer_limits(high=10_000_000)
    client.transport.write(MUCH)
    client.transport.write(MUCH)
    client.transport.abort()
    net.trace("aborted", client.transport.is_closing(), client.count("lost"))
    await client.when("lost")
    served.transport.resume_reading()
    await served.when("lost")
    net.trace("a part came", served.bytes < 2 * len(MUCH), served.count("lost"))
    net.tell()


@tls_case("tls/both-ways")
async def both_ways(net, tls):
    client, served = await tls.ends()
    client.muted = True
    served.muted = True
    client.transport.write(MUCH)
    served.transport.writelines([MUCH, b"the end"])
    await served.when_bytes(len(MUCH))
    await client.when_bytes(len(MUCH) + 7)
    net.trace("received", client.bytes, served.bytes)


@tls_case("tls/switched")
async def switched(net, tls):
    client, served = await tls.ends()
    second = net.recorder("second")
    served.transport.set_protocol(second)
    net.trace("now", served.transport.get_protocol() is second)
    client.transport.write(b"one")
    await second.when("data")
    third = net.buffered("third", updated=lambda data: net.trace("third updated", data))
    third.muted = True
    served.transport.set_protocol(third)
    client.transport.write(b"two")
    await third.when("updated")
    client.transport.close()
    await third.when("lost")
    net.trace("first", served.count("data"), third.count("made"))


@tls_case("tls/own-buffer")
async def own_buffer(net, tls):
    served = net.quiet()
    _, address = await tls.serve(lambda: served)
    parts = []
    client = net.buffered("client", get=lambda: bytearray(7), updated=parts.append)
    client.muted = True
    await tls.connect(lambda: client, address)
    await served.when("made")
    text = b"The quick brown fox jumps over the lazy dog. " * 20
    served.transport.write(text)
    served.transport.close()
    await client.when("lost")
    net.trace("received", b"".join(parts) == text, client.count("eof"))


@tls_case("tls/protocol-fails")
async def protocol_fails(net, tls):
    reports = 0

    def handler(_, context):
        nonlocal reports
        reports += 1
        net.trace("reported", context.get("exception"))

    def fail(_):
        raise ValueError("oops")

    net.loop.set_exception_handler(handler)
    client, served = await tls.ends(None, {"data": fail})
    client.transport.write(b"x")
    await served.when("lost")
    await client.when("lost")
    net.trace("reports", reports, client.count("lost"))


@tls_case("tls/corrupted")
async def corrupted(net, tls):
    (sock, near), (far, other) = net.pair(), net.pair()

    async def relay(source, target):
        while data := await net.loop.sock_recv(source, 65_536):
            await net.loop.sock_sendall(target, data)

    relays = [net.loop.create_task(relay(near, far)), net.loop.create_task(relay(far, near))]
    client, served = net.later("client"), net.later("server")
    accepting = net.loop.create_task(net.loop.connect_accepted_socket(lambda: served, other, ssl=certified()))
    await net.loop.create_connection(lambda: client, sock=sock, ssl=trusting(), server_hostname="localhost")
    await accepting
    served.transport.write(b"good")
    await client.when("data")
    near.send(b"this is not TLS at all")
    await client.when("lost")
    for task in relays:
        task.cancel()
    await net.pass_turns()
    served.muted = True
    net.tell()


@tls_case("tls/buffer-without-room")
async def buffer_without_room(net, tls):
    net.loop.set_exception_handler(lambda _, context: net.trace("reported", context.get("exception")))
    served = net.quiet()
    _, address = await tls.serve(lambda: served)
    client = net.buffered("client", get=lambda: bytearray(0), lost=lambda error: net.trace("lost", error))
    client.muted = True
    await tls.connect(lambda: client, address)
    await served.when("made")
    served.transport.write(b"x")
    await client.when("lost")


class BarePeer:
    """The client of a TLS connection, by hand."""

    def __init__(self, net, sock):
        self.loop = net.loop
        self.sock = sock
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trusting().wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")

    async def flush(self):
        data = self.outgoing.read()
        if data:
            await self.loop.sock_sendall(self.sock, data)

    async def do(self, step, *args):
        while True:
            try:
                result = step(*args)
            except ssl.SSLWantReadError:
                await self.flush()
                data = await self.loop.sock_recv(self.sock, 65_536)
                if data:
                    self.incoming.write(data)
                else:
                    self.incoming.write_eof()
            else:
                await self.flush()
                return result


@tls_case("tls/trailing-data", since=(3, 13))
async def trailing_data(net, tls):
    served = net.later("server", made=lambda transport: transport.write(b"x" * 4_000_000))
    _, address = await tls.serve(lambda: served)
    sock = net.socket()
    await net.loop.sock_connect(sock, address)
    peer = BarePeer(net, sock)
    await peer.do(peer.tls.do_handshake)
    try:
        peer.tls.unwrap()
    except ssl.SSLWantReadError:
        pass
    await peer.flush()
    await served.when("eof")
    count = 0
    while True:
        try:
            data = await peer.do(peer.tls.read, 65_536)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            break
        if not data:
            break
        count += len(data)
    net.trace("received", count)
    sock.close()
    await served.when("lost")
    served.muted = True
    net.trace("ended", served.count("eof"), served.count("lost"))
