import asyncio
import socket

from open_transports import transport_case


@transport_case("transports/whole-life")
async def whole_life(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    net.trace("connected", transport is protocol.transport, transport.get_protocol() is protocol)
    peer.send(b"hello")
    await protocol.when("data")
    peer.send(b"again")
    await protocol.when("data", 2)
    peer.shutdown(socket.SHUT_WR)
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("closed", transport.is_closing(), peer.recv(10))


@transport_case("transports/both-ends")
async def both_ends(net):
    served = net.recorder("server", data=lambda data: served.transport.write(b"<" + data + b">"))
    server, address = await net.serve(lambda: served)
    client = net.recorder("client")
    served.muted = True
    transport, _ = await net.connect(lambda: client, address)
    await served.when("made")
    served.muted = False
    transport.write(b"question")
    await client.when("data")
    transport.close()
    await served.when("lost")
    net.trace("serving", server.is_serving())


@transport_case("transports/made-first")
async def made_first(net):
    turn = net.turns(net.loop)
    made = 0

    def on_made(_):
        nonlocal made
        made = turn()

    protocol = net.recorder("one", made=on_made)
    sock, peer = net.pair()
    peer.send(b"early")
    await net.loop.create_connection(lambda: protocol, sock=sock)
    net.trace("a turn before", turn() > made)
    await protocol.when("data")


@transport_case("transports/all-there-already")
async def all_there_already(net):
    protocol = net.recorder("one")
    sock, peer = net.pair()
    peer.send(b"early")
    peer.close()
    await net.loop.create_connection(lambda: protocol, sock=sock)
    await protocol.when("lost")
    net.trace("open", sock.fileno() >= 0, protocol.transport.is_closing())


@transport_case("transports/lost-in-a-later-turn")
async def lost_in_a_later_turn(net):
    turn = net.turns(net.loop)
    for method in ["close", "abort"]:
        sock, _ = net.pair()
        lost = 0

        def on_lost(_):
            nonlocal lost
            lost = turn()
            net.trace("open", sock.fileno() >= 0)

        protocol = net.recorder(method, lost=on_lost)
        transport, _ = await net.loop.create_task(net.loop.create_connection(lambda: protocol, sock=sock))
        before = turn()
        getattr(transport, method)()
        net.trace("asked", transport.is_closing(), transport.is_reading(), protocol.count("lost"))
        await protocol.when("lost")
        net.trace("turns", lost - before, "open", sock.fileno() >= 0)


@transport_case("transports/closed-many-times")
async def closed_many_times(net):
    for methods in [("close", "close"), ("abort", "abort"), ("close", "abort"), ("abort", "close")]:
        protocol = net.recorder(" ".join(methods))
        transport, _ = await net.side(protocol)
        for method in methods:
            getattr(transport, method)()
        await protocol.when("lost")
        for method in methods:
            getattr(transport, method)()
        await net.pass_turns()


@transport_case("transports/afterwards")
async def afterwards(net):
    protocol = net.recorder("one")
    transport, _ = await net.side(protocol)
    transport.close()
    await protocol.when("lost")
    await net.pass_turns()
    net.attempt_now("pause", transport.pause_reading)
    net.attempt_now("resume", transport.resume_reading)
    net.attempt_now("write", lambda: transport.write(b"x"))
    net.attempt_now("writeEof", transport.write_eof)
    net.attempt_now("limits", lambda: transport.set_write_buffer_limits(high=100, low=10))
    net.attempt_now("size", transport.get_write_buffer_size)
    net.trace("protocol", transport.get_protocol() is protocol)
    net.trace("states", transport.is_closing(), transport.is_reading(), transport.can_write_eof())
    await net.pass_turns()


@transport_case("transports/without-methods")
async def without_methods(net):
    transport, peer = await net.side(asyncio.Protocol())
    peer.send(b"ignored")
    await net.pass_turns()
    transport.set_write_buffer_limits(high=0)
    transport.write(bytes(1_000_000))
    transport.abort()
    await net.pass_turns()
    net.trace("closed", transport.is_closing(), len(peer.recv(1)))
