import asyncio
import socket

from open_transports import transport_case


def fail(*_):
    raise ValueError("oops")


@transport_case("protocols/own-buffer")
async def own_buffer(net):
    protocol = net.buffered("one")
    _, peer = await net.side(protocol)
    peer.send(b"first")
    await protocol.when("updated")
    peer.send(b"more than fits into sixteen bytes")
    await protocol.when_bytes(38)
    net.trace("asked as often as told", protocol.count("get") == protocol.count("updated"))


@transport_case("protocols/own-buffer-over-tcp")
async def own_buffer_over_tcp(net):
    noise = bytes((i * 7919) % 251 for i in range(30_000))

    def made(transport):
        transport.write(noise)
        transport.close()

    served = net.quiet(made=made)
    _, address = await net.serve(lambda: served)
    parts = []
    client = net.buffered("client", get=lambda: bytearray(1024), updated=parts.append)
    client.muted = True
    await net.connect(lambda: client, address)
    await client.when("lost")
    net.trace("received", b"".join(parts) == noise, client.bytes, client.count("eof"))


@transport_case("protocols/own-buffer-at-the-end")
async def own_buffer_at_the_end(net):
    for keep_open in [False, True]:
        protocol = net.buffered("open" if keep_open else "closed", eof=lambda: keep_open)
        transport, peer = await net.side(protocol)
        peer.send(b"last")
        await protocol.when("updated")
        peer.shutdown(socket.SHUT_WR)
        await protocol.when("eof")
        await net.pass_turns()
        net.trace("closing", transport.is_closing())
        if not keep_open:
            continue
        transport.write(b"still here")
        net.trace("received", peer.recv(20))


@transport_case("protocols/get-buffer-fails")
async def get_buffer_fails(net):
    protocol = net.buffered("one", get=fail)
    _, peer = await net.side(protocol)
    peer.send(b"x")
    await protocol.when("lost")


@transport_case("protocols/buffer-without-room")
async def buffer_without_room(net):
    for given in [bytearray(0), "text"]:
        protocol = net.buffered("one", get=lambda: given)
        _, peer = await net.side(protocol)
        peer.send(b"x")
        await protocol.when("lost")


@transport_case("protocols/buffer-updated-fails")
async def buffer_updated_fails(net):
    protocol = net.buffered("one", updated=fail)
    _, peer = await net.side(protocol)
    peer.send(b"x")
    await protocol.when("lost")


@transport_case("protocols/own-buffer-paused")
async def own_buffer_paused(net):
    protocol = net.buffered("one", updated=lambda _: protocol.transport.pause_reading())
    transport, peer = await net.side(protocol)
    peer.send(b"sixteen bytes are kept back")
    await protocol.when("updated")
    await net.pass_turns()
    net.trace("kept", protocol.bytes)
    transport.resume_reading()
    await protocol.when("updated", 2)
    net.trace("asked", protocol.count("get"))


@transport_case("protocols/nothing-but-a-buffer")
async def nothing_but_a_buffer(net):
    class Protocol(asyncio.BufferedProtocol):
        buffer = bytearray(16)
        count = 0

        def get_buffer(self, sizehint):
            return self.buffer

        def buffer_updated(self, nbytes):
            self.count += nbytes

    protocol = Protocol()
    transport, peer = await net.side(protocol)
    peer.send(b"data")
    await net.pass_turns()
    peer.close()
    await net.pass_turns()
    net.trace("closed", protocol.count, transport.is_closing())
