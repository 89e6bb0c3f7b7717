import socket

from open_transports import has_ipv6, transport_case


async def connect(net, **options):
    await net.loop.create_connection(net.quiet, **options)


def peer_of(protocol):
    return protocol.transport.get_extra_info("peername")


def closed_port(net):
    """A port of 127.0.0.1 where nobody listens, kept from others."""
    return net.bound(False)[1][1]


@transport_case("connections/refused")
async def refused(net):
    options = {"host": "127.0.0.1", "port": closed_port(net)}
    await net.refusal("refused", connect(net, **options))
    try:
        await connect(net, **options, all_errors=True)
    except ExceptionGroup as error:
        net.trace("all", error, error.exceptions)


@transport_case("connections/second-address")
async def second_address(net):
    server = net.socket()
    server.bind(("127.0.0.2", 0))
    server.listen()
    client = net.recorder("client")
    await net.loop.create_connection(lambda: client, "two.test", server.getsockname()[1])
    net.trace("to", peer_of(client)[0], net.asked())


@transport_case("connections/all-addresses-refused")
async def all_addresses_refused(net):
    options = {"host": "two.test", "port": closed_port(net)}
    try:
        await connect(net, **options)
    except Exception as error:
        net.trace("one error", isinstance(error, OSError), "127.0.0.1" in str(error), "127.0.0.2" in str(error))
    try:
        await connect(net, **options, all_errors=True)
    except ExceptionGroup as error:
        net.trace("all", error, error.exceptions)


@transport_case("connections/literal-address")
async def literal_address(net):
    _, (_, port) = await net.serve(net.quiet)
    for options in [{}, {"family": socket.AF_INET}]:
        client = net.quiet()
        await net.loop.create_connection(lambda: client, "127.0.0.1", port, **options)
        sock = client.transport.get_extra_info("socket")
        net.trace("connected", sock.family == socket.AF_INET, peer_of(client)[0], net.asked())
    await connect(net, host="two.test", port=port)
    net.trace("a name", net.asked())


@transport_case("connections/literal-address-ipv6", possible=has_ipv6)
async def literal_address_ipv6(net):
    _, (_, port, _, _) = await net.serve(net.quiet, host="::1")
    client = net.quiet()
    await net.loop.create_connection(lambda: client, "::1", port)
    sock = client.transport.get_extra_info("socket")
    net.trace("connected", sock.family == socket.AF_INET6, peer_of(client)[0], net.asked())
    await connect(net, host="six-four.test", port=port)
    await net.refusal("of the other family", connect(net, host="six-four.test", port=port, family=socket.AF_INET))


@transport_case("connections/no-addresses")
async def no_addresses(net):
    _, (host, port) = await net.serve(net.quiet)
    await net.attempt("no address", connect(net, host="nowhere.test", port=1))
    await net.attempt("no local address", connect(net, host=host, port=port, local_addr=("nowhere.test", 0)))


@transport_case("connections/local-address")
async def local_address(net):
    served = [net.quiet(), net.quiet()]
    waiting = list(served)
    _, (server_host, server_port) = await net.serve(lambda: waiting.pop(0))
    probe, free = net.bound(False)
    probe.close()
    for i, host in enumerate(["127.0.0.1", "six-four.test"]):
        client = net.quiet()
        local = (host, free[1] if i == 0 else 0)
        await net.loop.create_connection(lambda: client, server_host, server_port, local_addr=local)
        await served[i].when("made")
        own = client.transport.get_extra_info("sockname")
        net.trace("from", own[0], i > 0 or own[1] == free[1], peer_of(served[i])[1] == own[1])


@transport_case("connections/wrong-local-address")
async def wrong_local_address(net):
    _, (host, port) = await net.serve(net.quiet)
    options = {"host": host, "port": port}
    _, taken = net.bound()
    await net.refusal("in use", connect(net, **options, local_addr=taken))
    try:
        await connect(net, **options, local_addr=taken)
    except OSError as error:
        net.trace("named", str(taken[1]) in str(error))
    await net.refusal("not ours", connect(net, **options, local_addr=("192.0.2.1", 0)))
    await net.attempt("another family", connect(net, **options, local_addr=("::1", 0)))


@transport_case("connections/local-errors")
async def local_errors(net):
    _, taken = net.bound()
    options = {"host": "two.test", "port": closed_port(net), "local_addr": taken}
    try:
        await connect(net, **options, all_errors=True)
    except ExceptionGroup as error:
        net.trace("all", error, error.exceptions)
    try:
        await connect(net, **options)
    except Exception as error:
        net.trace("one", isinstance(error, OSError), str(taken[1]) in str(error))
