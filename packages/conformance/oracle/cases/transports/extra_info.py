import socket

from open_transports import transport_case


@transport_case("transports/extra-info")
async def extra_info(net):
    served = net.quiet()
    _, address = await net.serve(lambda: served)
    transport, _ = await net.connect(net.quiet, address)
    await served.when("made")
    ports = [
        {"own": one.get_extra_info("sockname")[1], "peer": one.get_extra_info("peername")[1]}
        for one in (transport, served.transport)
    ]
    net.trace(
        "addresses",
        ports[0]["peer"] == address[1],
        ports[0]["own"] == ports[1]["peer"],
        ports[1]["own"] == address[1],
    )
    sock = transport.get_extra_info("socket")
    net.trace("socket", sock.getsockname()[1] == ports[0]["own"], sock.fileno() >= 0)
    net.trace("unknown", transport.get_extra_info("nonsense"), transport.get_extra_info("nonsense", "instead"))
    net.trace("not TLS", transport.get_extra_info("cipher"), transport.get_extra_info("peercert"))


@transport_case("transports/extra-info-afterwards")
async def extra_info_afterwards(net):
    _, address = await net.serve(net.quiet)
    port = 0

    def on_made(one):
        nonlocal port
        port = one.get_extra_info("sockname")[1]

    def on_lost(_):
        net.trace("when lost", protocol.transport.get_extra_info("peername")[1] == address[1])

    protocol = net.recorder("client", made=on_made, lost=on_lost)
    transport, _ = await net.connect(lambda: protocol, address)
    transport.close()
    await protocol.when("lost")
    await net.pass_turns()
    own, peer = transport.get_extra_info("sockname"), transport.get_extra_info("peername")
    net.trace("afterwards", own[1] == port, peer[1] == address[1])
    net.trace("closed", transport.get_extra_info("socket").fileno() >= 0)


@transport_case("transports/no-delay")
async def no_delay(net):
    served = net.quiet()
    _, address = await net.serve(lambda: served)
    transport, _ = await net.connect(net.quiet, address)
    await served.when("made")
    for one in [transport, served.transport]:
        sock = one.get_extra_info("socket")
        net.trace("no delay", sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
