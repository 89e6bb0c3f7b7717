import socket

from open_transports import transport_case


async def accepted_pair(net):
    """Both ends of a TCP connection; the second was accepted."""
    listener, address = net.bound()
    client = net.socket()
    await net.loop.sock_connect(client, address)
    sock, _ = await net.loop.sock_accept(listener)
    return client, net.own(sock)


@transport_case("connections/accepted")
async def accepted(net):
    client, sock = await accepted_pair(net)
    protocol = net.recorder("one", data=lambda data: protocol.transport.write(b"<" + data + b">"))
    transport, _ = await net.loop.connect_accepted_socket(lambda: protocol, sock)
    port = client.getsockname()[1]
    net.trace("peer", transport.get_extra_info("peername")[1] == port, transport.get_protocol() is protocol)
    client.send(b"question")
    net.trace("received", await net.loop.sock_recv(client, 100))
    client.close()
    await protocol.when("lost")
    await net.pass_turns()
    net.trace("open", sock.fileno() >= 0)


@transport_case("connections/accepted-on-a-unix-socket")
async def accepted_on_a_unix_socket(net):
    sock, peer = net.pair()
    peer.send(b"early")
    protocol = net.recorder("one")
    await net.loop.connect_accepted_socket(lambda: protocol, sock)
    await protocol.when("data")
    peer.close()
    await protocol.when("lost")


@transport_case("connections/accepted-refused")
async def accepted_refused(net):
    sock, _ = net.pair()
    datagrams = net.socket(kind=socket.SOCK_DGRAM)

    def connect(one, **options):
        return net.loop.connect_accepted_socket(lambda: net.recorder("never"), one, **options)

    await net.refusal("datagrams", connect(datagrams))
    await net.refusal("timeout", connect(sock, ssl_handshake_timeout=1))
    await net.refusal("timeout", connect(sock, ssl_shutdown_timeout=1))
    net.trace("still open", sock.fileno() >= 0, datagrams.fileno() >= 0)


@transport_case("connections/accepted-and-failed")
async def accepted_and_failed(net):
    def fail(*_):
        raise ValueError("oops")

    sock, _ = net.pair()
    await net.attempt("factory", net.loop.connect_accepted_socket(fail, sock))
    protocol = net.recorder("one", made=fail)
    transport, _ = await net.loop.connect_accepted_socket(lambda: protocol, net.pair()[0])
    net.trace("open", transport.is_closing())
