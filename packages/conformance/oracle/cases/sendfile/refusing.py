from connected import CONTENT, connected
from open_transports import transport_case


@transport_case("sendfile/closing")
async def closing(net):
    file = net.open(CONTENT)
    for method in ["close", "abort"]:
        transport, protocol, _, received = await connected(net)
        getattr(transport, method)()
        await net.attempt("closing", net.loop.sendfile(transport, file))
        await protocol.when("lost")
        await net.attempt("closed", net.loop.sendfile(transport, file))
        net.trace("received", len(received))
    net.trace("then read", len(file.read()))


@transport_case("sendfile/of-datagrams")
async def of_datagrams(net):
    file = net.open(CONTENT)
    _, transport, _ = await net.endpoint("one")
    await net.attempt("datagrams", net.loop.sendfile(transport, file))
    net.trace("then read", len(file.read()))


@transport_case("sendfile/wrong-parts")
async def wrong_parts(net):
    file = net.open(CONTENT)
    transport, _, peer, _ = await connected(net)
    await net.attempt("count", net.loop.sendfile(transport, file, count=-1))
    await net.attempt("offset", net.loop.sendfile(transport, file, offset=-1))
    await net.pass_turns()
    net.trace("received", peer.bytes, transport.is_closing())
