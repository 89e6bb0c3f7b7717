from open_transports import transport_case


@transport_case("transports/paused-reading")
async def paused_reading(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    net.trace("reading", transport.is_reading())
    transport.resume_reading()
    for _ in range(2):
        transport.pause_reading()
        net.trace("paused", transport.is_reading())
    peer.send(b"kept")
    await net.pass_turns()
    net.trace("came", protocol.bytes)
    for _ in range(2):
        transport.resume_reading()
        net.trace("resumed", transport.is_reading())
    await protocol.when("data")
    transport.pause_reading()
    transport.resume_reading()
    peer.send(b"and on")
    await protocol.when("data", 2)


@transport_case("transports/paused-when-made")
async def paused_when_made(net):
    paused = net.recorder("paused", made=lambda transport: transport.pause_reading())
    transport, peer = await net.side(paused)
    peer.send(b"kept")
    await net.pass_turns()
    net.trace("reading", transport.is_reading(), paused.bytes)
    transport.resume_reading()
    await paused.when("data")

    def made(one):
        one.pause_reading()
        one.resume_reading()

    resumed = net.recorder("resumed", made=made)
    _, other = await net.side(resumed)
    other.send(b"taken")
    await resumed.when("data")


@transport_case("transports/paused-by-data")
async def paused_by_data(net):
    protocol = net.recorder("one", data=lambda _: protocol.transport.pause_reading())
    transport, peer = await net.side(protocol)
    for piece in ["first", "second", "third"]:
        peer.send(piece.encode())
        await net.pass_turns()
        net.trace("sent", piece, protocol.count("data"))
    transport.resume_reading()
    await protocol.when("data", 2)
    net.trace("reading", transport.is_reading())


@transport_case("transports/paused-at-the-end")
async def paused_at_the_end(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.pause_reading()
    peer.send(b"last words")
    peer.close()
    await net.pass_turns()
    net.trace("paused", protocol.bytes, protocol.count("eof"), transport.is_closing())
    transport.resume_reading()
    await protocol.when("lost")


@transport_case("transports/paused-and-closed")
async def paused_and_closed(net):
    for method in ["close", "abort"]:
        protocol = net.recorder(method)
        transport, peer = await net.side(protocol)
        transport.pause_reading()
        peer.send(b"never read")
        getattr(transport, method)()
        transport.resume_reading()
        net.trace("resumed", transport.is_reading())
        transport.pause_reading()
        await protocol.when("lost")
        await net.pass_turns()
        net.trace("came", protocol.bytes)


@transport_case("transports/paused-writes")
async def paused_writes(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.pause_reading()
    transport.write(b"out")
    net.trace("received", peer.recv(10))
    transport.close()
    await protocol.when("lost")
    net.trace("the end", peer.recv(10))


@transport_case("transports/closed-by-data")
async def closed_by_data(net):
    for method in ["close", "abort"]:
        protocol = net.recorder(method, data=lambda _: getattr(protocol.transport, method)())
        _, peer = await net.side(protocol)
        peer.send(b"first")
        await protocol.when("data")
        net.attempt_now("more", lambda: peer.send(b"second"))
        await protocol.when("lost")
