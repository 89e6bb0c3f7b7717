import socket
import struct

from open_transports import transport_case

MUCH = b"x" * 1_000_000


@transport_case("transports/nothing-there-after-all")
async def nothing_there_after_all(net):
    sock, peer = net.pair()
    protocol = net.recorder("one")
    transport, _ = await net.loop.create_connection(lambda: protocol, sock=sock)
    peer.send(b"taken")
    net.loop.call_soon(lambda: net.trace("takes", sock.recv(100)))
    await net.pass_turns()
    net.trace("reading", transport.is_reading(), protocol.bytes)
    peer.send(b"for the transport")
    await protocol.when("data")


@transport_case("transports/no-room-after-all")
async def no_room_after_all(net):
    sock, peer = net.pair()
    protocol = net.recorder("one")
    transport, _ = await net.loop.create_connection(lambda: protocol, sock=sock)
    transport.write(MUCH)
    await net.pass_turns()
    size = transport.get_write_buffer_size()
    first = await net.receive(peer, 1)
    extra = 0

    def fill():
        nonlocal extra
        try:
            while True:
                extra += sock.send(MUCH)
        except BlockingIOError as error:
            net.trace("full", error)

    net.loop.call_soon(fill)
    await net.pass_turns()
    net.trace("kept", transport.get_write_buffer_size() <= size, protocol.count("lost"))
    rest = await net.receive(peer, len(MUCH) + extra - len(first))
    await net.pass_turns()
    net.trace("all came", len(first) + len(rest) - extra, transport.get_write_buffer_size())


async def reset_client_of(net, served):
    _, own = await net.serve(lambda: served)
    sock = net.socket()
    await net.loop.sock_connect(sock, own)
    await served.when("made")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
    await served.when("lost")


@transport_case("transports/reset")
async def reset(net):
    served = net.recorder("server")
    await reset_client_of(net, served)
    net.trace("ended", served.count("eof"), served.transport.is_closing())


@transport_case("transports/reset-with-own-buffer")
async def reset_with_own_buffer(net):
    served = net.buffered("server")
    await reset_client_of(net, served)
    net.trace("ended", served.count("eof"))
