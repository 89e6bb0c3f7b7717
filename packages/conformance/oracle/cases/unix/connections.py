import os
import socket

from open_transports import path_case, transport_case


def connect(net, path=None, **options):
    return net.loop.create_unix_connection(lambda: net.recorder("never"), path, **options)


def serve(net, path=None, **options):
    return net.loop.create_unix_server(lambda: net.recorder("never"), path, **options)


@path_case("unix/nobody-there")
async def nobody_there(net, paths):
    path = paths.path("server")
    await net.refusal("no path", connect(net, path))
    paths.bound_to(path)
    await net.refusal("nobody listens", connect(net, path))


@transport_case("unix/given-socket")
async def given_socket(net):
    for create in [net.loop.create_unix_connection, net.loop.create_connection]:
        sock, peer = net.pair()
        protocol = net.recorder("one")
        transport, _ = await create(lambda: protocol, sock=sock)
        peer.send(b"hello")
        await protocol.when("data")
        transport.close()
        await protocol.when("lost")
        await net.pass_turns(1)
        net.trace("open", sock.fileno() >= 0)


@transport_case("unix/refused-connections")
async def refused_connections(net):
    sock, _ = net.pair()
    datagrams = net.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    await net.refusal("both", connect(net, "/never", sock=sock))
    await net.refusal("none", connect(net))
    await net.refusal("an Internet socket", connect(net, sock=net.socket()))
    await net.refusal("datagrams", connect(net, sock=datagrams))
    net.trace("still open", sock.fileno() >= 0, datagrams.fileno() >= 0)


@transport_case("unix/refused-servers")
async def refused_servers(net):
    sock, _ = net.pair()
    datagrams = net.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    await net.refusal("both", serve(net, "/never", sock=sock))
    await net.refusal("none", serve(net))
    await net.refusal("an Internet socket", serve(net, sock=net.socket()))
    await net.refusal("datagrams", serve(net, sock=datagrams))
    net.trace("still open", sock.fileno() >= 0, datagrams.fileno() >= 0)


@transport_case("unix/tls-options")
async def tls_options(net):
    path = "/never"
    await net.refusal("name", connect(net, path, server_hostname="name.test"))
    await net.refusal("no name", connect(net, path, ssl=True))
    await net.refusal("timeout", connect(net, path, ssl_handshake_timeout=1))
    await net.refusal("timeout", connect(net, path, ssl_shutdown_timeout=1))
    await net.refusal("server timeout", serve(net, path, ssl_handshake_timeout=1))
    await net.refusal("server timeout", serve(net, path, ssl_shutdown_timeout=1))
    await net.refusal("of nothing", serve(net, path, ssl=True))


@path_case("unix/path-of-a-file")
async def path_of_a_file(net, paths):
    path = paths.path("file")
    with open(path, "w"):
        pass
    await net.refusal("refused", serve(net, path))
    net.trace("still there", os.path.exists(path))
