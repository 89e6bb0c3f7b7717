from connected import CONTENT, connected
from open_transports import transport_case

BIG = b"x" * (8 * 1024 * 1024)


@transport_case("sendfile/peer-leaves-afterwards")
async def peer_leaves_afterwards(net):
    transport, protocol, peer, _ = await connected(net)
    file = net.open(CONTENT)

    async def close():
        await peer.when_bytes(len(CONTENT))
        peer.transport.close()

    closing = net.loop.create_task(close())
    net.trace("sent", await net.loop.sendfile(transport, file))
    await closing
    await protocol.when("lost")
    net.trace("closed", transport.is_closing(), "then read", len(file.read()))


@transport_case("sendfile/peer-leaves-in-the-middle")
async def peer_leaves_in_the_middle(net):
    transport, protocol, peer, _ = await connected(net)
    protocol.muted = True
    file = net.open(BIG)

    async def leave():
        await peer.when_bytes(1024)
        peer.transport.abort()

    leaving = net.loop.create_task(leave())
    try:
        await net.loop.sendfile(transport, file)
    except Exception as error:
        net.trace("a connection error", isinstance(error, (ConnectionResetError, BrokenPipeError)))
    await leaving
    await protocol.when("lost")
    left = len(file.read())
    net.trace("closed", transport.is_closing(), "a part is left", 0 < left < len(BIG))


@transport_case("sendfile/cancelled")
async def cancelled(net):
    transport, protocol, peer, _ = await connected(net)
    file = net.open(BIG)
    peer.transport.pause_reading()
    sending = net.loop.create_task(net.loop.sendfile(transport, file))
    await net.pass_turns()
    sending.cancel()
    await net.attempt("cancelled", sending)
    peer.transport.write(b"hello")
    await protocol.when("data")
    net.trace("open", transport.is_closing(), protocol.bytes)
