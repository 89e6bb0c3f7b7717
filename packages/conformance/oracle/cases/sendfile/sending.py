from connected import CONTENT, connected
from open_transports import transport_case


async def send_and_trace(net, content=CONTENT, **options):
    """Send the file and close; trace what came, and where the file stands then."""
    transport, _, peer, received = await connected(net)
    file = net.open(content)
    sent = await net.loop.sendfile(transport, file, **options)
    net.trace("open", transport.is_closing(), transport.is_reading(), transport.get_write_buffer_size())
    transport.close()
    await peer.when("lost")
    offset, count = options.get("offset", 0), options.get("count")
    wanted = content[offset:] if count is None else content[offset : offset + count]
    net.trace("sent", sent, b"".join(received) == wanted, "then read", len(file.read()))


@transport_case("sendfile/whole-file")
async def whole_file(net):
    await send_and_trace(net)


@transport_case("sendfile/a-part")
async def a_part(net):
    for options in [{"offset": 1000, "count": 100}, {"offset": 399_990}, {"count": 5}, {"count": 1_000_000}]:
        await send_and_trace(net, **options)


@transport_case("sendfile/nothing")
async def nothing(net):
    await send_and_trace(net, b"")
    await send_and_trace(net, offset=len(CONTENT))


@transport_case("sendfile/between-writes")
async def between_writes(net):
    for prefix in [b"before", b"p" * 1_000_000]:
        transport, _, peer, received = await connected(net)
        file = net.open(CONTENT)
        transport.set_write_buffer_limits(high=10_000_000)
        transport.write(prefix)
        net.trace("sent", await net.loop.sendfile(transport, file))
        transport.write(b"after")
        transport.close()
        await peer.when("lost")
        net.trace("in order", b"".join(received) == prefix + CONTENT + b"after")


@transport_case("sendfile/no-writes-meanwhile")
async def no_writes_meanwhile(net):
    transport, _, peer, _ = await connected(net)
    file = net.open(CONTENT)
    sending = net.loop.create_task(net.loop.sendfile(transport, file))
    await net.pass_turns(1)
    net.attempt_now("write", lambda: transport.write(b"never"))
    net.attempt_now("writelines", lambda: transport.writelines([b"never"]))
    net.trace("sent", await sending)
    net.attempt_now("afterwards", lambda: transport.write(b"after"))
    await peer.when_bytes(len(CONTENT) + 5)


@transport_case("sendfile/one-after-another")
async def one_after_another(net):
    transport, protocol, peer, _ = await connected(net)
    for i in [1, 2, 3]:
        file = net.open(CONTENT)
        net.trace("sent", await net.loop.sendfile(transport, file))
        await peer.when_bytes(i * len(CONTENT))
        peer.transport.write(b"thanks")
        await protocol.when("data", i)
        net.trace("read", protocol.bytes)


@transport_case("sendfile/paused-stays-paused")
async def paused_stays_paused(net):
    for paused in [False, True]:
        transport, protocol, peer, _ = await connected(net)
        if paused:
            transport.pause_reading()
        peer.transport.write(b"meanwhile")
        file = net.open(CONTENT)
        net.trace("sent", await net.loop.sendfile(transport, file))
        net.trace("reading", transport.is_reading())
        transport.resume_reading()
        await protocol.when("data")
        net.trace("came", protocol.bytes)


@transport_case("sendfile/from-any-position")
async def from_any_position(net):
    transport, _, peer, _ = await connected(net)
    file = net.open(CONTENT)
    net.trace("read", len(file.read()))
    net.trace("sent", await net.loop.sendfile(transport, file))
    await peer.when_bytes(len(CONTENT))
    net.trace("sent", await net.loop.sendfile(transport, file, offset=100, count=50))
    await peer.when_bytes(len(CONTENT) + 50)
    net.trace("then read", len(file.read()))
