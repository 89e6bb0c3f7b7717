import socket

from open_transports import has_ipv6, transport_case


@transport_case("datagrams/exchange")
async def exchange(net):
    def answer(data, address):
        server_transport.sendto(b"<" + data + b">", address)

    server, server_transport, server_address = await net.endpoint("server", {"datagram": answer})
    client, client_transport, client_address = await net.endpoint("client", remote_addr=server_address)
    for text in [b"one", b"two"]:
        before = client.count("data")
        client_transport.sendto(text)
        await client.when("data", before + 1)
    net.trace("from", server.sender[1] == client_address[1], client.sender[1] == server_address[1], server.sender[0])
    client_transport.close()
    net.trace("closing", client_transport.is_closing())
    await client.when("lost")
    net.trace("the other", server_transport.is_closing())


@transport_case("datagrams/exchange-ipv6", possible=has_ipv6)
async def exchange_ipv6(net):
    server, _, server_address = await net.endpoint("server", local_addr=("::1", 0))
    _, client_transport, client_address = await net.endpoint("client", remote_addr=server_address[:2])
    client_transport.sendto(b"hello")
    await server.when("data")
    net.trace("from", server.sender[0], server.sender[1] == client_address[1])


@transport_case("datagrams/made-first")
async def made_first(net):
    turn = net.turns(net.loop)
    made = 0

    def on_made(_):
        nonlocal made
        made = turn()

    _, one, _ = await net.endpoint("one", {"made": on_made})
    net.trace("a turn before", turn() > made)
    other, other_transport, _ = await net.endpoint("other", {"made": lambda transport: transport.close()})
    net.trace("there", other_transport.is_closing(), one.is_closing())
    await other.when("lost")


@transport_case("datagrams/extra-info")
async def extra_info(net):
    _, server, server_address = await net.endpoint("server")
    protocol, client, _ = await net.endpoint("client", remote_addr=server_address)
    sock = server.get_extra_info("socket")
    net.trace("socket", sock.type == socket.SOCK_DGRAM, sock.family == socket.AF_INET, server_address[0])
    net.trace("peers", server.get_extra_info("peername"))
    net.trace("peer", client.get_extra_info("peername")[1] == server_address[1])
    net.trace("protocol", client.get_protocol() is protocol)
    net.trace("limits", client.get_write_buffer_limits(), client.get_write_buffer_size())


@transport_case("datagrams/given-socket")
async def given_socket(net):
    sock = net.socket(kind=socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    address = sock.getsockname()
    server, server_transport, server_address = await net.endpoint("server", sock=sock)
    net.trace("bound", server_address[1] == address[1])
    _, client, _ = await net.endpoint("client")
    client.sendto(b"hello", address)
    await server.when("data")
    server_transport.close()
    await server.when("lost")
    await net.pass_turns()
    net.trace("open", sock.fileno() >= 0)


@transport_case("datagrams/socket-options")
async def socket_options(net):
    for options in [{}, {"reuse_port": True}, {"allow_broadcast": True}]:
        _, transport, _ = await net.endpoint("one", local_addr=("127.0.0.1", 0), **options)
        sock = transport.get_extra_info("socket")
        wanted = [socket.SO_REUSEADDR, socket.SO_REUSEPORT, socket.SO_BROADCAST]
        net.trace("set", [sock.getsockopt(socket.SOL_SOCKET, option) != 0 for option in wanted])


@transport_case("datagrams/broadcast-peer")
async def broadcast_peer(net):
    server, _, server_address = await net.endpoint("server")
    _, other, _ = await net.endpoint("other")
    options = {"local_addr": ("127.0.0.1", 0), "remote_addr": server_address, "allow_broadcast": True}
    client, client_transport, client_address = await net.endpoint("client", **options)
    client_transport.sendto(b"to the peer")
    await server.when("data")
    other.sendto(b"from another", client_address)
    await client.when("data")
    sock = client_transport.get_extra_info("socket")
    net.attempt_now("not connected", sock.getpeername)


@transport_case("datagrams/names")
async def names(net):
    server, _, server_address = await net.endpoint("server")
    net.trace("numeric", net.asked())
    _, client, _ = await net.endpoint("client", remote_addr=("one.test", server_address[1]))
    net.trace("named", net.asked())
    client.sendto(b"hello")
    await server.when("data")
