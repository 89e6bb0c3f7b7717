import socket

from open_transports import transport_case

MUCH = b"x" * 1_000_000


class Oops(Exception):
    pass


def fail(*_):
    raise Oops("oops")


@transport_case("protocols/data-received-fails")
async def data_received_fails(net):
    protocol = net.recorder("one", data=fail)

    def handler(_, context):
        net.trace("reported", net.report_of(context))
        net.trace(
            "of",
            context["protocol"] is protocol,
            context["transport"] is protocol.transport,
            isinstance(context["exception"], Oops),
        )

    net.loop.set_exception_handler(handler)
    transport, peer = await net.side(protocol)
    peer.send(b"first")
    await protocol.when("lost")
    net.trace("closed", transport.is_closing(), await net.receive(peer))


@transport_case("protocols/eof-received-fails")
async def eof_received_fails(net):
    protocol = net.recorder("one", eof=fail)
    transport, peer = await net.side(protocol)
    transport.write(MUCH)
    peer.shutdown(socket.SHUT_WR)
    await protocol.when("lost")
    net.trace("dropped", transport.get_write_buffer_size())


@transport_case("protocols/made-fails")
async def made_fails(net):
    protocol = net.recorder("one", made=fail)
    transport, peer = await net.side(protocol)
    net.trace("connected", transport.is_closing())
    peer.send(b"data")
    await protocol.when("data")
    transport.write(b"an answer")
    net.trace("received", peer.recv(100))
    peer.close()
    await protocol.when("lost")


@transport_case("protocols/lost-fails")
async def lost_fails(net):
    sock, peer = net.pair()
    protocol = net.recorder("one", lost=fail)
    transport, _ = await net.loop.create_connection(lambda: protocol, sock=sock)
    transport.close()
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("closed", sock.fileno() >= 0, peer.recv(10))


@transport_case("protocols/pausing-fails")
async def pausing_fails(net):
    protocol = net.recorder("one", pause=fail, resume=fail)

    def handler(_, context):
        net.trace("reported", net.report_of(context))
        net.trace("of", context["protocol"] is protocol, context["transport"] is protocol.transport)

    net.loop.set_exception_handler(handler)
    transport, peer = await net.side(protocol)
    for _ in range(2):
        transport.write(MUCH)
        transport.write(b"more")
        net.trace("received", len(await net.receive(peer, len(MUCH) + 4)))
        await net.pass_turns()
    net.trace("open", transport.is_closing())


@transport_case("protocols/failing-and-closing")
async def failing_and_closing(net):
    for method in ["close", "abort"]:

        def on_data(_):
            getattr(protocol.transport, method)()
            fail()

        protocol = net.recorder(method, data=on_data)
        _, peer = await net.side(protocol)
        peer.send(b"x")
        await protocol.when("lost")
        await net.pass_turns()


@transport_case("protocols/factory-fails")
async def factory_fails(net):
    sock, _ = net.pair()
    await net.attempt("connection", net.loop.create_connection(fail, sock=sock))


@transport_case("protocols/server-factory-fails")
async def server_factory_fails(net):
    net.loop.set_debug(True)
    served = net.quiet(data=lambda data: net.trace("served", data))
    factories = [fail, lambda: served]
    server, address = await net.serve(lambda: factories.pop(0)())
    await net.connect(net.quiet, address)
    while len(factories) == 2:
        await net.pass_turns(1)
    net.trace("serving", server.is_serving())
    transport, _ = await net.connect(net.quiet, address)
    transport.write(b"data")
    await served.when("data")


@transport_case("protocols/server-side-fails")
async def server_side_fails(net):
    reactions = [{"made": fail}, {"lost": fail}, {}]
    protocols = [
        net.quiet(**{"data": (lambda data, i=i: net.trace(f"server {i}", data)), **on}) for i, on in enumerate(reactions)
    ]
    waiting = list(protocols)
    server, address = await net.serve(lambda: waiting.pop(0))
    for protocol in protocols:
        client = net.quiet()
        transport, _ = await net.connect(lambda: client, address)
        transport.write(b"data")
        await protocol.when("data")
        transport.close()
        await protocol.when("lost")
    server.close()
    net.trace("closed", await server.wait_closed())
