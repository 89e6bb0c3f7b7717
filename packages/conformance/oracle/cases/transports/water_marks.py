from open_transports import transport_case

MUCH = b"x" * 1_000_000
FAR = 10_000_000


@transport_case("transports/water-marks")
async def water_marks(net):
    transport, _ = await net.side(net.recorder("one"))

    def tell(what):
        net.trace(what, transport.get_write_buffer_limits())

    tell("first")
    transport.set_write_buffer_limits(high=1000)
    tell("high")
    transport.set_write_buffer_limits(low=100)
    tell("low")
    transport.set_write_buffer_limits(high=300, low=200)
    tell("both")
    transport.set_write_buffer_limits(high=7)
    tell("no quarter")
    transport.set_write_buffer_limits(high=0)
    tell("none")
    transport.set_write_buffer_limits(low=0)
    tell("no low")
    transport.set_write_buffer_limits()
    tell("first again")


@transport_case("transports/wrong-water-marks")
async def wrong_water_marks(net):
    transport, _ = await net.side(net.recorder("one"))
    transport.set_write_buffer_limits(high=300, low=200)
    for limits in [{"high": 1, "low": 2}, {"high": -1}, {"low": -1}, {"high": 0, "low": -1}]:
        net.attempt_now("refused", lambda: transport.set_write_buffer_limits(**limits))
    net.trace("as before", transport.get_write_buffer_limits())


@transport_case("transports/pause-above-the-mark")
async def pause_above_the_mark(net):
    protocol = net.recorder("one", resume=lambda: net.trace("low", protocol.transport.get_write_buffer_size() <= 20))
    transport, peer = await net.side(protocol)
    transport.set_write_buffer_limits(high=FAR)
    transport.write(MUCH)
    size = transport.get_write_buffer_size()
    transport.set_write_buffer_limits(high=size + 10, low=20)
    transport.write(b"0123456789")
    net.trace("at the mark", protocol.count("pause"), transport.get_write_buffer_size() - size)
    transport.write(b"x")
    net.trace("above", protocol.count("pause"))
    transport.write(b"more")
    # Not writelines: before CPython 3.14 it does not look at the marks.
    transport.write(b"more")
    transport.write(b"and more")
    net.trace("still", protocol.count("pause"), protocol.count("resume"))
    await net.receive(peer, len(MUCH) + 27)
    await net.pass_turns()
    net.trace("empty", transport.get_write_buffer_size())


@transport_case("transports/mark-below-the-buffer")
async def mark_below_the_buffer(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.set_write_buffer_limits(high=FAR)
    transport.write(MUCH)
    net.trace("buffered", protocol.count("pause"))
    transport.set_write_buffer_limits(high=1000)
    net.trace("lowered")
    transport.set_write_buffer_limits(high=FAR)
    net.trace("raised")
    await net.receive(peer, len(MUCH))
    await net.pass_turns()


@transport_case("transports/no-buffer-wanted")
async def no_buffer_wanted(net):
    protocol = net.recorder("one")
    transport, peer = await net.side(protocol)
    transport.set_write_buffer_limits(high=0)
    transport.write(b"taken at once")
    net.trace("taken", protocol.count("pause"))
    # Twice write: before CPython 3.14 writelines does not look at the marks.
    for _ in range(2):
        transport.write(MUCH + b"x")
        net.trace("written", protocol.count("pause"))
        while transport.get_write_buffer_size() > 0:
            await net.receive(peer, 1)
        await net.pass_turns()
        net.trace("empty", protocol.count("resume"))


@transport_case("transports/written-when-resumed")
async def written_when_resumed(net):
    left = 3

    def resume():
        nonlocal left
        left -= 1
        if left > 0:
            protocol.transport.write(MUCH)

    protocol = net.recorder("one", resume=resume)
    transport, peer = await net.side(protocol)
    transport.write(MUCH)
    net.trace("received", len(await net.receive(peer, 3 * len(MUCH))))
    await net.pass_turns()
    net.trace("pauses", protocol.count("pause"), protocol.count("resume"))


@transport_case("transports/written-when-resumed-while-closing", since=(3, 13))
async def written_when_resumed_while_closing(net):
    protocol = net.recorder("one", resume=lambda: protocol.transport.write(b"one more thing"))
    transport, peer = await net.side(protocol)
    transport.set_write_buffer_limits(high=1000, low=0)
    transport.write(MUCH)
    transport.close()
    await net.pass_turns()
    net.trace("closing", transport.is_closing(), protocol.count("lost"))
    received = await net.receive(peer)
    net.trace("received", received[len(MUCH) :])
    await protocol.when("lost")


@transport_case("transports/dropped-while-paused")
async def dropped_while_paused(net):
    for closing in [False, True]:
        protocol = net.recorder("closing" if closing else "open")
        transport, peer = await net.side(protocol)
        transport.write(MUCH)
        if closing:
            transport.close()
        await net.pass_turns()
        transport.abort()
        net.trace("dropped", transport.get_write_buffer_size(), protocol.count("lost"))
        await protocol.when("lost")
        net.trace("less came", len(await net.receive(peer)) < len(MUCH))
