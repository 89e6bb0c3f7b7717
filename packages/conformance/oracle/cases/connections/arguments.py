import socket

from open_transports import transport_case


@transport_case("connections/refused-options")
async def refused_options(net):
    def connect(**options):
        return net.loop.create_connection(lambda: net.recorder("never"), **options)

    sock, _ = net.pair()
    datagrams = net.socket(kind=socket.SOCK_DGRAM)
    await net.refusal("both", connect(host="127.0.0.1", port=80, sock=sock))
    await net.refusal("host", connect(host="127.0.0.1", sock=sock))
    await net.refusal("port", connect(port=80, sock=sock))
    await net.refusal("none", connect())
    await net.refusal("datagrams", connect(sock=datagrams))
    net.trace("still open", sock.fileno() >= 0, datagrams.fileno() >= 0)


@transport_case("connections/tls-options-without-tls")
async def tls_options_without_tls(net):
    for options in [
        {"server_hostname": ""},
        {"server_hostname": "name.test"},
        {"ssl_handshake_timeout": 1},
        {"ssl_shutdown_timeout": 1},
    ]:
        await net.refusal("refused", net.connect(lambda: net.recorder("never"), ("127.0.0.1", 80), **options))


@transport_case("connections/given-socket")
async def given_socket(net):
    _, address = net.bound()
    sock = net.socket()
    await net.loop.sock_connect(sock, address)
    client = net.recorder("client")
    transport, _ = await net.loop.create_connection(lambda: client, sock=sock)
    net.trace("of the socket", transport.get_extra_info("socket").fileno() == sock.fileno())
    transport.close()
    await client.when("lost")
    await net.pass_turns()
    net.trace("open", sock.fileno() >= 0)


@transport_case("connections/closed-when-made")
async def closed_when_made(net):
    for method in ["close", "abort"]:
        protocol = net.recorder(method, made=lambda transport: getattr(transport, method)())
        transport, peer = await net.side(protocol)
        net.trace("there", transport is protocol.transport, transport.is_closing())
        await protocol.when("lost")
        net.trace("the end", await net.receive(peer))


@transport_case("connections/cancelled-when-made")
async def cancelled_when_made(net):
    sock, peer = net.pair()
    protocol = net.recorder("one", made=lambda _: waiting.cancel())
    waiting = net.loop.create_task(net.loop.create_connection(lambda: protocol, sock=sock))
    await net.attempt("cancelled", waiting)
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("closed", sock.fileno() >= 0, await net.receive(peer))


@transport_case("connections/cancelled-while-connecting")
async def cancelled_while_connecting(net):
    socks = []

    async def sock_connect(sock, address):
        socks.append(sock)
        await net.loop.create_future()

    net.loop.sock_connect = sock_connect
    waiting = net.loop.create_task(net.connect(lambda: net.recorder("never"), ("127.0.0.1", 80)))
    while not socks:
        await net.pass_turns(1)
    waiting.cancel()
    await net.attempt("cancelled", waiting)
    net.trace("sockets", len(socks), socks[0].fileno() >= 0)
