import os

from open_pipes import pipe_case


@pipe_case("pipes/read")
async def read(net, pipes):
    protocol, transport, writer = await pipes.reading("one")
    net.trace(
        "pipe",
        transport.get_extra_info("pipe") is not None,
        transport.get_extra_info("nothing"),
        transport.is_reading(),
    )
    net.trace("protocol", transport.get_protocol() is protocol)
    writer.write(b"first")
    await protocol.when("data")
    writer.write(b"second")
    await protocol.when("data", 2)
    writer.close()
    await protocol.when("lost")
    net.trace("closed", transport.is_closing(), transport.is_reading())


@pipe_case("pipes/read-made-first")
async def read_made_first(net, pipes):
    turn = net.turns(net.loop)
    made = 0

    def on_made(_):
        nonlocal made
        made = turn()

    protocol = net.recorder("one", made=on_made)
    reader, writer = pipes.pipe()
    net.own(writer)
    writer.write(b"early")
    await net.loop.connect_read_pipe(lambda: protocol, os.fdopen(reader.fd, "rb", 0))
    net.trace("a turn before", turn() > made)
    await protocol.when("data")
    writer.close()
    await protocol.when("lost")


@pipe_case("pipes/read-ends-anyway")
async def read_ends_anyway(net, pipes):
    protocol, transport, writer = await pipes.reading("one", eof=lambda: True)
    writer.close()
    await protocol.when("eof")
    net.trace("closing", transport.is_closing())
    await protocol.when("lost")


@pipe_case("pipes/read-paused")
async def read_paused(net, pipes):
    protocol, transport, writer = await pipes.reading("one", made=lambda transport: transport.pause_reading())
    for _ in range(2):
        transport.pause_reading()
        net.trace("paused", transport.is_reading())
    writer.write(b"kept")
    await net.pass_turns()
    net.trace("came", protocol.bytes)
    for _ in range(2):
        transport.resume_reading()
        net.trace("resumed", transport.is_reading())
    await protocol.when("data")
    transport.pause_reading()
    writer.close()
    await net.pass_turns()
    net.trace("ended", protocol.count("eof"))
    transport.resume_reading()
    await protocol.when("lost")


@pipe_case("pipes/read-closed")
async def read_closed(net, pipes):
    protocol, transport, writer = await pipes.reading("one")
    writer.write(b"never read")
    transport.close()
    net.trace("closing", transport.is_closing(), transport.is_reading(), protocol.count("lost"))
    transport.close()
    net.attempt_now("pause", transport.pause_reading)
    net.attempt_now("resume", transport.resume_reading)
    await protocol.when("lost")
    await net.pass_turns()
    net.attempt_now("pause", transport.pause_reading)
    net.attempt_now("resume", transport.resume_reading)
    net.attempt_now("close", transport.close)
    try:
        writer.write(b"x")
    except BrokenPipeError:
        net.trace("writes", 0)


@pipe_case("pipes/read-closed-inside")
async def read_closed_inside(net, pipes):
    protocol, _, writer = await pipes.reading("one", data=lambda _: protocol.transport.close())
    writer.write(b"first")
    await protocol.when("data")
    await protocol.when("lost")
    await net.pass_turns()
    made, _, other = await pipes.reading("two", made=lambda transport: transport.close())
    try:
        other.write(b"never read")
    except BrokenPipeError:
        pass
    await made.when("lost")


@pipe_case("pipes/read-switched")
async def read_switched(net, pipes):
    second = net.quiet(
        data=lambda data: net.trace("second", data), lost=lambda error: net.trace("second lost", error)
    )
    first, transport, writer = await pipes.reading("first")
    writer.write(b"one")
    await first.when("data")
    transport.set_protocol(second)
    writer.write(b"two")
    await second.when("data")
    writer.close()
    await second.when("lost")


@pipe_case("pipes/read-much")
async def read_much(net, pipes):
    parts = []
    protocol, _, writer = await pipes.reading("one", data=parts.append)
    protocol.muted = True
    much = bytes((i * 7919) % 251 for i in range(300_000))
    sent = 0
    while sent < len(much):
        sent += writer.write(much[sent:])
        await net.pass_turns(1)
    writer.close()
    await protocol.when("lost")
    net.trace("received", b"".join(parts) == much)
