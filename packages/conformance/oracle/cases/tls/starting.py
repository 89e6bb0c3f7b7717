from open_tls import certified, tls_case, trusting


async def plain_ends(net):
    """Two connected plain transports whose recorders are quiet until told."""
    client, served = net.later("client"), net.later("server")
    sock, other = net.pair()
    await net.loop.create_connection(lambda: client, sock=sock)
    await net.loop.create_connection(lambda: served, sock=other)
    return client, served


async def start_both(net, client, served):
    """Start TLS on both; the answer is the new transports."""
    serving = net.loop.create_task(net.loop.start_tls(served.transport, served, certified(), server_side=True))
    transport = await net.loop.start_tls(client.transport, client, trusting(), server_hostname="localhost")
    return transport, await serving


@tls_case("tls/start")
async def start(net, tls):
    client, served = await plain_ends(net)
    client.transport.write(b"plain")
    await served.when("data")
    one, other = await start_both(net, client, served)
    net.trace("another transport", one is client.transport, other is served.transport)
    one.write(b"secret")
    await served.when("data", 2)
    other.write(b"answer")
    await client.when("data")
    net.trace("cipher", one.get_extra_info("cipher") is not None, one.get_protocol() is client)
    one.close()
    await served.when("lost")
    await client.when("lost")
    net.tell()


@tls_case("tls/start-with-own-buffer")
async def start_with_own_buffer(net, tls):
    served = net.quiet()
    client = net.buffered("client", updated=lambda data: net.trace("client updated", data))
    client.muted = True
    sock, other = net.pair()
    plain, _ = await net.loop.create_connection(lambda: client, sock=sock)
    served_plain, _ = await net.loop.create_connection(lambda: served, sock=other)
    serving = net.loop.create_task(net.loop.start_tls(served_plain, served, certified(), server_side=True))
    transport = await net.loop.start_tls(plain, client, trusting(), server_hostname="localhost")
    secured = await serving
    secured.write(b"to the buffer")
    await client.when("updated")
    second = net.recorder("second")
    transport.set_protocol(second)
    secured.write(b"to the second")
    await second.when("data")
    secured.close()
    await second.when("lost")


@tls_case("tls/start-cancelled")
async def start_cancelled(net, tls):
    client = net.later("client")
    transport, peer = await net.side(client)
    starting = net.loop.create_task(net.loop.start_tls(transport, client, trusting(), server_hostname="localhost"))
    await net.receive(peer, 1)
    starting.cancel()
    await net.attempt("cancelled", starting)
    net.trace("the end", len(await net.receive(peer)))
    await net.pass_turns()
    net.tell()


@tls_case("tls/start-too-slow")
async def start_too_slow(net, tls):
    client = net.later("client")
    transport, peer = await net.side(client)
    options = {"server_hostname": "localhost", "ssl_handshake_timeout": 0.02}
    await net.attempt("too slow", net.loop.start_tls(transport, client, trusting(), **options))
    await net.receive(peer)
    net.trace("closing", transport.is_closing())


@tls_case("tls/start-refused")
async def start_refused(net, tls):
    client = net.recorder("client")
    transport, _ = await net.side(client)
    start = net.loop.start_tls
    await net.attempt("no options", start(transport, client, None))
    await net.attempt("no transport", start(object(), client, trusting(), server_hostname="localhost"))
    _, datagrams, _ = await net.endpoint("datagrams")
    await net.attempt("datagrams", start(datagrams, client, trusting(), server_hostname="localhost"))
    net.trace("open", transport.is_closing())


@tls_case("tls/inside-tls")
async def inside_tls(net, tls):
    client, served = await tls.ends()
    client.transport.write(b"outer")
    await served.when("data")
    one, other = await start_both(net, client, served)
    one.write(b"inner")
    await served.when("data", 2)
    other.write(b"answer")
    await client.when("data")
    one.close()
    await served.when("lost")
    await client.when("lost")
    net.tell()
