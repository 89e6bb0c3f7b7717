from open_transports import transport_case


@transport_case("protocols/switched")
async def switched(net):
    first, second = net.recorder("first"), net.recorder("second")
    transport, peer = await net.side(first)
    peer.send(b"one")
    await first.when("data")
    transport.set_protocol(second)
    net.trace("now", transport.get_protocol() is second, second.count("made"))
    peer.send(b"two")
    await second.when("data")
    peer.close()
    await second.when("lost")
    net.trace("the first", first.count("lost"))


@transport_case("protocols/switched-inside")
async def switched_inside(net):
    second = net.recorder("second", data=lambda _: first.transport.set_protocol(third))
    third = net.recorder("third")
    first = net.recorder("first", made=lambda transport: transport.set_protocol(second))
    transport, peer = await net.side(first)
    peer.send(b"one")
    await second.when("data")
    peer.send(b"two")
    await third.when("data")
    transport.close()
    await third.when("lost")


@transport_case("protocols/plain-and-buffered")
async def plain_and_buffered(net):
    plain, own = net.recorder("plain"), net.buffered("own")
    transport, peer = await net.side(plain)
    for i in [1, 2]:
        peer.send(b"to plain")
        await plain.when("data", i)
        transport.set_protocol(own)
        peer.send(b"to own")
        await own.when("updated", i)
        transport.set_protocol(plain)
    transport.set_protocol(own)
    peer.close()
    await own.when("lost")


@transport_case("protocols/switched-while-paused")
async def switched_while_paused(net):
    plain, own = net.recorder("plain"), net.buffered("own")
    transport, peer = await net.side(plain)
    transport.pause_reading()
    peer.send(b"kept")
    await net.pass_turns()
    transport.set_protocol(own)
    transport.resume_reading()
    await own.when("updated")


@transport_case("protocols/switched-while-full")
async def switched_while_full(net):
    first, second = net.recorder("first"), net.recorder("second")
    transport, peer = await net.side(first)
    much = bytes(1_000_000)
    transport.write(much)
    transport.set_protocol(second)
    await net.receive(peer, len(much))
    await second.when("resume")
    transport.close()
    await second.when("lost")


@transport_case("protocols/switched-while-closing")
async def switched_while_closing(net):
    first, second = net.recorder("first"), net.recorder("second")
    transport, _ = await net.side(first)
    transport.close()
    transport.set_protocol(second)
    await second.when("lost")
    net.trace("the first", first.count("lost"))
