from open_transports import transport_case


async def connect_quietly(net, address):
    await net.connect(net.quiet, address)


@transport_case("servers/started-later")
async def started_later(net):
    served = net.recorder("server")
    server, address = await net.serve(lambda: served, start_serving=False)
    net.trace("serving", server.is_serving(), len(server.sockets), server.get_loop())
    await net.attempt("refused", connect_quietly(net, address))
    net.trace("started", await server.start_serving(), server.is_serving())
    net.trace("again", await server.start_serving(), server.is_serving())
    await net.connect(net.quiet, address)
    await served.when("made")


@transport_case("servers/serve-forever")
async def serve_forever(net):
    served = net.recorder("server", data=lambda data: served.transport.write(data))
    server, address = await net.serve(lambda: served, start_serving=False)
    forever = net.loop.create_task(server.serve_forever())
    await net.pass_turns(2)
    net.trace("serving", server.is_serving(), len(server.sockets), forever.done())
    await net.attempt("a second one", server.serve_forever())
    client = net.quiet(data=lambda data: net.trace("client data", data))
    transport, _ = await net.connect(lambda: client, address)
    transport.write(b"hello")
    await client.when("data")
    transport.close()
    await served.when("lost")
    forever.cancel()
    await net.attempt("cancelled", forever)
    net.trace("closed", server.is_serving(), len(server.sockets))
    await net.attempt("once more", server.serve_forever())


@transport_case("servers/serve-forever-closed")
async def serve_forever_closed(net):
    server, _ = await net.serve(net.quiet)
    forever = net.loop.create_task(server.serve_forever())
    await net.pass_turns(2)
    server.close()
    await net.attempt("ended", forever)
    net.trace("closed", server.is_serving(), forever)


@transport_case("servers/closed")
async def closed(net):
    served = net.recorder("server", data=lambda data: served.transport.write(data))
    server, address = await net.serve(lambda: served)
    client = net.quiet(data=lambda data: net.trace("client data", data))
    transport, _ = await net.connect(lambda: client, address)
    await served.when("made")
    sock = server.sockets[0]
    server.close()
    net.trace("closed", server.is_serving(), len(server.sockets), sock.fileno() >= 0)
    server.close()
    await net.attempt("refused", connect_quietly(net, address))
    transport.write(b"still there")
    await client.when("data")


@transport_case("servers/loop-of-a-server")
async def loop_of_a_server(net):
    server, _ = await net.serve(net.quiet)
    net.trace("open", server.get_loop() is net.loop)
    server.close()
    net.trace("closed", server.get_loop() is net.loop)


@transport_case("servers/many-clients")
async def many_clients(net):
    served = []

    def factory():
        protocol = net.quiet(data=lambda data: protocol.transport.write(f"{served.index(protocol)}: ".encode() + data))
        served.append(protocol)
        return protocol

    server, address = await net.serve(factory)
    clients = [net.socket() for _ in range(20)]
    for client in clients:
        await net.loop.sock_connect(client, address)
    for i, client in enumerate(clients):
        client.send(f"client {i}".encode())
    for client in clients:
        net.trace("received", await net.receive(client, 10))
    net.trace("served", len(served), len(set(served)), server.is_serving())
