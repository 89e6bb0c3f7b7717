from open_transports import transport_case


async def one_client(net, served=None):
    """A server with one client: its protocol, and the client's transport."""
    served = served or net.quiet()
    server, address = await net.serve(lambda: served)
    transport, _ = await net.connect(net.quiet, address)
    await served.when("made")
    return server, served, transport, address


def waiting(net, server, name="closed"):
    """Trace when it is over."""

    async def wait():
        net.trace(name, await server.wait_closed())

    return net.loop.create_task(wait())


@transport_case("servers/wait-closed", since=(3, 13))
async def wait_closed(net):
    server, served, _, _ = await one_client(net)
    first = waiting(net, server, "first")
    await net.pass_turns()
    net.trace("close")
    server.close()
    second = waiting(net, server, "second")
    await net.pass_turns()
    net.trace("close the connection")
    served.transport.close()
    await first
    await second
    await waiting(net, server, "third")


@transport_case("servers/wait-closed-open", since=(3, 13))
async def wait_closed_open(net):
    server, served, _, _ = await one_client(net)
    waits = waiting(net, server)
    served.transport.close()
    await served.when("lost")
    await net.pass_turns()
    net.trace("lost")
    server.close()
    await waits


@transport_case("servers/closed-together", since=(3, 13))
async def closed_together(net):
    for first in ["server", "connection"]:
        server, served, _, _ = await one_client(net)
        waits = waiting(net, server, f"{first} first")
        await net.pass_turns(1)
        closers = [server.close, served.transport.close]
        for close in closers if first == "server" else reversed(closers):
            net.loop.call_soon(close)
        await waits


@transport_case("servers/wait-closed-after-loss", since=(3, 13))
async def wait_closed_after_loss(net):
    def fail(_):
        raise ValueError("oops")

    failing = net.recorder("server", lost=fail)
    failing.muted = True
    server, _, _, _ = await one_client(net, failing)
    failing.muted = False
    server.close()
    server.close_clients()
    await waiting(net, server)


@transport_case("servers/close-clients", since=(3, 13))
async def close_clients(net):
    much = b"x" * 3_000_000
    server, address = await net.serve(lambda: net.quiet(made=lambda transport: transport.write(much)))
    clients = [net.quiet(), net.quiet()]
    for client in clients:
        await net.connect(lambda: client, address)
    for client in clients:
        await client.when("data")
    server.close_clients()
    for client in clients:
        await client.when("lost")
    net.trace("received", *(client.bytes for client in clients), server.is_serving())
    server.close()
    await waiting(net, server)


@transport_case("servers/abort-clients", since=(3, 13))
async def abort_clients(net):
    much = b"x" * 10_000_000
    served = net.quiet(made=lambda transport: transport.write(much))
    server, address = await net.serve(lambda: served)
    client = net.quiet(made=lambda transport: transport.pause_reading())
    await net.connect(lambda: client, address)
    await served.when("made")
    net.trace("full", served.transport.get_write_buffer_size() > 0)
    server.close()
    server.abort_clients()
    await waiting(net, server)
    net.trace("dropped", served.transport.get_write_buffer_size(), served.count("lost"))


@transport_case("servers/disposed")
async def disposed(net):
    server, served, _, _ = await one_client(net)

    def later():
        net.trace("in between", server.is_serving())
        served.transport.close()

    net.loop.call_later(0.005, later)
    async with server:
        pass
    net.trace("left", served.count("lost"), len(server.sockets))


@transport_case("servers/closed-by-its-protocol")
async def closed_by_its_protocol(net):
    served = net.recorder("server", made=lambda _: server.close())
    server, address = await net.serve(lambda: served)
    client = net.quiet(data=lambda data: net.trace("client data", data))
    await net.connect(lambda: client, address)
    await served.when("made")
    served.transport.write(b"welcome")
    await client.when("data")
    served.transport.close()
    await waiting(net, server)
