from open_transports import transport_case

MUCH = b"x" * 1_000_000


@transport_case("transports/kinds-of-data")
async def kinds_of_data(net):
    transport, peer = await net.side(net.recorder("one"))
    data = bytearray(b"an array")
    for one in [b"a buffer", data, memoryview(data)[3:]]:
        transport.write(one)
        net.trace("received", peer.recv(100))
    net.trace("as it was", data)


@transport_case("transports/no-data")
async def no_data(net):
    transport, peer = await net.side(net.recorder("one"))
    for data in [1, None, {}, [b"x"]]:
        net.attempt_now("write", lambda: transport.write(data))
    net.attempt_now("writelines", lambda: transport.writelines([b"good", 1]))
    transport.write(b"ok")
    net.trace("received", (await net.receive(peer, 2))[-2:], transport.is_closing())


@transport_case("transports/written-at-once")
async def written_at_once(net):
    transport, peer = await net.side(net.recorder("one"))
    transport.write(b"one")
    net.trace("sent", transport.get_write_buffer_size(), peer.recv(100))
    transport.write(b"")
    transport.write(bytes(0))
    net.trace("nothing", transport.get_write_buffer_size())
    net.attempt_now("nothing came", lambda: peer.recv(100))
    transport.writelines([b"two", b"", b" and", b" three"])
    net.trace("sent", transport.get_write_buffer_size(), peer.recv(100))
    transport.writelines([])
    net.trace("no lines", transport.get_write_buffer_size())


@transport_case("transports/written-in-order")
async def written_in_order(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    parts = [MUCH, b"second", b"third", b"y" * 300_000, b"last"]
    transport.write(parts[0])
    first = transport.get_write_buffer_size()
    net.trace("a part is buffered", first > 0, first < len(MUCH))
    transport.write(parts[1])
    net.trace("then all", transport.get_write_buffer_size() - first)
    transport.writelines(parts[2:4])
    transport.write(parts[4])
    everything = b"".join(parts)
    net.trace("in order", await net.receive(peer, len(everything)) == everything, transport.get_write_buffer_size())
    transport.write(b"at once")
    net.trace("sent", transport.get_write_buffer_size(), peer.recv(100))


@transport_case("transports/full-socket")
async def full_socket(net):
    sock, peer = net.pair()
    filled = 0
    try:
        while True:
            filled += sock.send(MUCH)
    except OSError as error:
        net.trace("full", error)
    transport, _ = await net.loop.create_connection(lambda: net.recorder("one"), sock=sock)
    transport.write(b"waits")
    net.trace("buffered", transport.get_write_buffer_size())
    transport.writelines([b" and", b" this"])
    net.trace("buffered", transport.get_write_buffer_size())
    received = await net.receive(peer, filled + 14)
    net.trace("received", len(received) - filled, received[filled:], transport.get_write_buffer_size())


@transport_case("transports/lines-at-once")
async def lines_at_once(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.writelines([memoryview(line) for line in [b"memoryview", b"of", b"lines"]])
    net.trace("at once", transport.get_write_buffer_size(), peer.recv(100))
    transport.set_write_buffer_limits(high=10_000_000)
    lines = [f"line {i} {'z' * i}\n".encode() for i in range(2000)]
    transport.writelines(lines)
    net.trace("buffered", transport.get_write_buffer_size() > 0)
    everything = b"".join(lines)
    net.trace("in order", await net.receive(peer, len(everything)) == everything)


@transport_case("transports/written-after-close")
async def written_after_close(net):
    for method in ["close", "abort"]:
        protocol = net.recorder(method)
        transport, peer = await net.side(protocol)
        transport.write(b"before")
        getattr(transport, method)()
        for _ in range(3):
            net.attempt_now("write", lambda: transport.write(b"after"))
        net.trace("size", transport.get_write_buffer_size())
        await protocol.when("lost")
        net.trace("received", await net.receive(peer))


@transport_case("transports/peer-is-gone")
async def peer_is_gone(net):
    protocol = net.recorder("one", made=lambda transport: transport.pause_reading())
    transport, peer = await net.side(protocol)
    peer.close()
    transport.write(b"to nobody")
    net.trace("written", transport.is_closing(), protocol.count("lost"), transport.get_write_buffer_size())
    for _ in range(3):
        net.attempt_now("again", lambda: transport.write(b"more"))
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("reported", protocol.count("lost"))


@transport_case("transports/peer-goes-while-full")
async def peer_goes_while_full(net):
    protocol = net.recorder("one", made=lambda transport: transport.pause_reading())
    transport, peer = await net.side(protocol)
    transport.write(MUCH)
    peer.close()
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("dropped", transport.get_write_buffer_size(), protocol.count("eof"))
