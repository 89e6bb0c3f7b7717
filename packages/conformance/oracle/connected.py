"""The twin of src/cases/sendfile/connected.ts."""

CONTENT = b"0123456789" * 40_000


async def connected(net):
    """A transport, its protocol, and the protocol at its other end with what came to it."""
    received = []
    peer = net.counter("peer", data=received.append)
    protocol = net.counter("sender")
    peer.muted = True
    sock, other = net.pair()
    await net.loop.create_connection(lambda: peer, sock=other)
    transport, _ = await net.loop.create_connection(lambda: protocol, sock=sock)
    return transport, protocol, peer, received
