import socket

from open_transports import transport_case

MUCH = b"x" * 1_000_000


@transport_case("transports/end-closes")
async def end_closes(net):
    for name, answer in [("undefined", None), ("false", False)]:

        def on_eof():
            protocol.transport.write(b"goodbye")
            return answer

        protocol = net.recorder(name, eof=on_eof)
        transport, peer = await net.side(protocol)
        peer.shutdown(socket.SHUT_WR)
        await protocol.when("eof")
        net.trace("closing", transport.is_closing(), transport.is_reading())
        await protocol.when("lost")
        net.trace("received", await net.receive(peer))


@transport_case("transports/end-keeps-open")
async def end_keeps_open(net):
    protocol = net.recorder("one", eof=lambda: True)
    transport, peer = await net.side(protocol)
    peer.shutdown(socket.SHUT_WR)
    await protocol.when("eof")
    await net.pass_turns()
    net.trace("open", transport.is_closing(), transport.is_reading())
    transport.write(b"still here")
    net.trace("received", await net.receive(peer, 10))
    transport.close()
    await protocol.when("lost")
    net.trace("the end", peer.recv(10))


@transport_case("transports/write-eof")
async def write_eof(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    net.trace("can", transport.can_write_eof())
    transport.write(b"last")
    transport.write_eof()
    transport.write_eof()
    net.trace("received", peer.recv(10), peer.recv(10))
    net.trace("open", transport.is_closing(), transport.is_reading(), transport.can_write_eof())
    peer.send(b"an answer")
    await protocol.when("data")
    peer.close()
    await protocol.when("lost")


@transport_case("transports/write-eof-behind-the-buffer")
async def write_eof_behind_the_buffer(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.write(MUCH)
    transport.write_eof()
    net.trace("buffered", transport.get_write_buffer_size() > 0, transport.is_closing())
    received = await net.receive(peer)
    net.trace("received", received == MUCH, transport.get_write_buffer_size(), transport.is_closing())
    peer.send(b"and you?")
    await protocol.when("data")


@transport_case("transports/write-behind-the-end")
async def write_behind_the_end(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.write_eof()
    net.attempt_now("write", lambda: transport.write(b"x"))
    net.attempt_now("nothing", lambda: transport.write(b""))
    net.attempt_now("writelines", lambda: transport.writelines([b"x", b"y"]))
    net.attempt_now("no lines", lambda: transport.writelines([]))
    net.attempt_now("no bytes", lambda: transport.write(1))
    net.trace("the end", peer.recv(10), transport.is_closing())
    transport.close()
    net.attempt_now("closed", lambda: transport.write(b"x"))
    await protocol.when("lost")
    net.attempt_now("lost", lambda: transport.write(b"x"))


@transport_case("transports/write-eof-while-closing")
async def write_eof_while_closing(net):
    idle = net.recorder("idle")
    one, peer = await net.side(idle)
    one.close()
    one.write_eof()
    net.attempt_now("write", lambda: one.write(b"dropped"))
    await idle.when("lost")
    net.trace("received", peer.recv(10))
    busy = net.recorder("busy")
    other, reader = await net.side(busy)
    other.write(MUCH)
    other.close()
    other.write_eof()
    net.attempt_now("write", lambda: other.write(b"tail"))
    received = await net.receive(reader)
    net.trace("received", len(received) - len(MUCH), received[-4:])
    await busy.when("lost")


@transport_case("transports/both-sides-end")
async def both_sides_end(net):
    protocol = net.recorder("one", eof=lambda: True)
    transport, peer = await net.side(protocol)
    transport.write_eof()
    peer.shutdown(socket.SHUT_WR)
    await protocol.when("eof")
    await net.pass_turns()
    net.trace("open", transport.is_closing(), protocol.count("lost"), peer.recv(10))
    transport.close()
    await protocol.when("lost")
