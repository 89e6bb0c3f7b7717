import socket

from open_transports import has_ipv6, transport_case


def hosts_of(server):
    return {sock.getsockname()[0] for sock in server.sockets}


async def make(net, **options):
    return net.own(await net.loop.create_server(net.quiet, **options))


@transport_case("servers/refused-options")
async def refused_options(net):
    sock, _ = net.bound(False)
    datagrams = net.socket(kind=socket.SOCK_DGRAM)
    await net.refusal("both", make(net, host="127.0.0.1", sock=sock))
    await net.refusal("port", make(net, port=0, sock=sock))
    await net.refusal("none", make(net))
    await net.refusal("datagrams", make(net, sock=datagrams))
    net.trace("still open", sock.fileno() >= 0, datagrams.fileno() >= 0)


@transport_case("servers/given-socket", since=(3, 13))
async def given_socket(net):
    for listens in [False, True]:
        sock, address = net.bound(listens)
        served = net.recorder("server")
        server = await net.loop.create_server(lambda: served, sock=sock)
        net.trace("the same", server.sockets[0].getsockname()[1] == address[1], len(server.sockets))
        transport, _ = await net.connect(net.quiet, address)
        transport.write(b"hello")
        await served.when("data")
        served.transport.close()
        server.close()
        await server.wait_closed()
        net.trace("open", sock.fileno() >= 0)


@transport_case("servers/in-use")
async def in_use(net):
    _, address = net.bound()
    await net.refusal("in use", make(net, host=address[0], port=address[1]))
    _, taken = await net.serve(net.quiet)
    await net.refusal("in use", make(net, host=taken[0], port=taken[1]))
    await net.refusal("one of two", make(net, host=["127.0.0.2", "127.0.0.1"], port=taken[1]))
    free = await make(net, host="127.0.0.2", port=taken[1])
    net.trace("the other was closed", hosts_of(free))


async def trace_sockets(net, hosts):
    for host in hosts:
        server = await make(net, host=host, port=0)
        net.trace("sockets", len(server.sockets), hosts_of(server))
        server.close()


@transport_case("servers/several-hosts")
async def several_hosts(net):
    await trace_sockets(
        net, [["127.0.0.1", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["two.test"], "two.test"]
    )


@transport_case("servers/several-hosts-ipv6", possible=has_ipv6)
async def several_hosts_ipv6(net):
    await trace_sockets(net, ["::1", ["::1", "::1"], ["::1", "127.0.0.1"], "six-four.test"])


@transport_case("servers/all-interfaces")
async def all_interfaces(net):
    for host in [None, "", "0.0.0.0"]:
        served = net.recorder("server")
        server = net.own(await net.loop.create_server(lambda: served, host=host, port=0))
        sock = next(sock for sock in server.sockets if sock.family == socket.AF_INET)
        own, port = sock.getsockname()
        net.trace("listens on", own)
        await net.connect(net.quiet, ("127.0.0.1", port))
        await served.when("made")


@transport_case("servers/dual-stack", possible=has_ipv6)
async def dual_stack(net):
    served = net.quiet()
    server = None
    while server is None:
        probe, address = net.bound(False)
        probe.close()
        port = address[1]
        try:
            server = net.own(await net.loop.create_server(lambda: served, host=None, port=port))
        except OSError:
            continue
        net.trace("hosts", hosts_of(server), len(server.sockets))
    for host in ["127.0.0.1", "::1"]:
        transport, _ = await net.connect(net.quiet, (host, port))
        net.trace("connected", transport.get_extra_info("peername")[0])


@transport_case("servers/no-addresses")
async def no_addresses(net):
    await net.attempt("none", make(net, host="nowhere.test", port=0))
    await net.attempt("not ours", make(net, host="192.0.2.1", port=0))


@transport_case("servers/socket-options", since=(3, 13))
async def socket_options(net):
    for options in [{}, {"reuse_address": False}, {"reuse_port": True}, {"keep_alive": True}]:
        server, _ = await net.serve(net.quiet, **options)
        sock = server.sockets[0]
        wanted = [socket.SO_REUSEADDR, socket.SO_REUSEPORT, socket.SO_KEEPALIVE]
        net.trace("set", [sock.getsockopt(socket.SOL_SOCKET, option) != 0 for option in wanted])
        server.close()


@transport_case("servers/shared-port")
async def shared_port(net):
    _, address = await net.serve(net.quiet, reuse_port=True)
    server, _ = await net.serve(net.quiet, host=address[0], port=address[1], reuse_port=True)
    net.trace("shared", server.sockets[0].getsockname()[1] == address[1])


@transport_case("servers/its-sockets")
async def its_sockets(net):
    server, address = await net.serve(net.quiet)
    sock = server.sockets[0]
    net.trace("kind", sock.family == socket.AF_INET, sock.type == socket.SOCK_STREAM, sock.gettimeout() != 0)
    net.trace("address", sock.getsockname()[1] == address[1])
    server.close()
    net.trace("open", sock.fileno() >= 0)
