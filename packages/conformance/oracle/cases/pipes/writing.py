import os

from open_pipes import pipe_case

MUCH = b"x" * 1_000_000


@pipe_case("pipes/write")
async def write(net, pipes):
    protocol, transport, reader = await pipes.writing("one")
    net.trace(
        "pipe",
        transport.get_extra_info("pipe") is not None,
        transport.get_protocol() is protocol,
        transport.can_write_eof(),
    )
    transport.write(b"first")
    net.trace("read", reader.read(100), transport.get_write_buffer_size())
    transport.write(b"")
    net.trace("nothing", reader.read(100))
    transport.writelines([b"sec", b"ond"])
    net.trace("read", reader.read(100))
    transport.close()
    net.trace("closing", transport.is_closing(), protocol.count("lost"))
    transport.close()
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("the end", reader.read(100))


@pipe_case("pipes/write-full")
async def write_full(net, pipes):
    _, transport, reader = await pipes.writing("one")
    transport.write(MUCH)
    size = transport.get_write_buffer_size()
    net.trace("buffered", size > 0, size < len(MUCH))
    transport.write(b"more")
    net.trace("then all", transport.get_write_buffer_size() - size)
    transport.writelines([b" and", b" more"])
    received = await pipes.drain(reader, len(MUCH) + 13)
    net.trace("in order", received == MUCH + b"more and more", transport.get_write_buffer_size())
    await net.pass_turns()


@pipe_case("pipes/write-limits")
async def write_limits(net, pipes):
    protocol, transport, reader = await pipes.writing("one")
    net.trace("first", transport.get_write_buffer_limits())
    transport.set_write_buffer_limits(high=10_000_000)
    transport.write(MUCH)
    net.trace("written", protocol.count("pause"))
    transport.set_write_buffer_limits(high=1000)
    net.attempt_now("refused", lambda: transport.set_write_buffer_limits(high=1, low=2))
    await pipes.drain(reader, len(MUCH))
    await net.pass_turns()
    net.trace("then", transport.get_write_buffer_limits())


@pipe_case("pipes/write-eof")
async def write_eof(net, pipes):
    for name, method in [("writeEof", "write_eof"), ("close", "close")]:
        for much in [False, True]:
            protocol, transport, reader = await pipes.writing(f"{name}{' full' if much else ''}")
            transport.write(MUCH if much else b"little")
            getattr(transport, method)()
            net.trace("closing", transport.is_closing(), transport.get_write_buffer_size() > 0)
            if not much:
                net.attempt_now("write", lambda: transport.write(b"dropped"))
            getattr(transport, method)()
            await net.pass_turns()
            net.trace("lost", protocol.count("lost"))
            net.trace("received", len(await pipes.drain(reader)))
            await protocol.when("lost")


@pipe_case("pipes/write-aborted")
async def write_aborted(net, pipes):
    for closing in [False, True]:
        protocol, transport, reader = await pipes.writing("closing" if closing else "open")
        transport.write(MUCH)
        if closing:
            transport.close()
        transport.abort()
        net.trace("aborted", transport.is_closing(), transport.get_write_buffer_size(), protocol.count("lost"))
        await protocol.when("lost")
        await net.pass_turns()
        net.trace("a part came", len(await pipes.drain(reader)) < len(MUCH))


@pipe_case("pipes/reader-leaves")
async def reader_leaves(net, pipes):
    for data in [b"", b"little", MUCH]:
        protocol, transport, reader = await pipes.writing(f"{len(data)} bytes")
        transport.write(data)
        await net.pass_turns()
        reader.close()
        await protocol.when("lost")
        net.trace("closed", transport.is_closing(), transport.get_write_buffer_size())


@pipe_case("pipes/written-to-nobody")
async def written_to_nobody(net, pipes):
    protocol, transport, reader = await pipes.writing("one")
    reader.close()
    await protocol.when("lost")
    await net.pass_turns()
    for _ in range(3):
        net.attempt_now("write", lambda: transport.write(b"dropped"))
    net.trace("size", transport.get_write_buffer_size())
    early, other, gone = await pipes.writing("two")
    gone.close()
    net.attempt_now("before it is noticed", lambda: other.write(b"x"))
    await early.when("lost")


@pipe_case("pipes/peer-of-a-socket-leaves")
async def peer_of_a_socket_leaves(net, pipes):
    sock, peer = net.pair()
    protocol = net.recorder("one")
    transport, _ = await net.loop.connect_write_pipe(lambda: protocol, os.fdopen(sock.detach(), "wb", 0))
    transport.write(b"hello")
    net.trace("read", peer.recv(100))
    peer.close()
    await protocol.when("lost")
    net.trace("closed", transport.is_closing())


@pipe_case("pipes/no-pipe")
async def no_pipe(net, pipes):
    file = net.open(b"content")
    await net.refusal("read", net.loop.connect_read_pipe(lambda: net.recorder("never"), file))
    await net.refusal("write", net.loop.connect_write_pipe(lambda: net.recorder("never"), file))
