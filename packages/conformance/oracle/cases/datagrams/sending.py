import asyncio

from open_transports import transport_case


@transport_case("datagrams/kinds-of-data", since=(3, 13))
async def kinds_of_data(net):
    server, _, address = await net.endpoint("server")
    _, client, _ = await net.endpoint("client", remote_addr=address)
    data = bytearray(b"an array")
    for i, one in enumerate([b"a buffer", data, memoryview(data)[3:], b""]):
        client.sendto(one)
        await server.when("data", i + 1)
    for one in [1, None, {}, [b"x"]]:
        net.attempt_now("refused", lambda: client.sendto(one))
    net.trace("open", client.is_closing())


@transport_case("datagrams/only-to-the-peer")
async def only_to_the_peer(net):
    server, _, address = await net.endpoint("server")
    other, _, other_address = await net.endpoint("other")
    _, client, _ = await net.endpoint("client", remote_addr=address)
    client.sendto(b"to the peer", address)
    await server.when("data")
    client.sendto(b"again", None)
    await server.when("data", 2)
    net.attempt_now("to another", lambda: client.sendto(b"never", other_address))
    await net.pass_turns()
    net.trace("open", client.is_closing(), other.count("data"))


@transport_case("datagrams/nobody-there")
async def nobody_there(net):
    gone, gone_transport, address = await net.endpoint("gone")
    client, client_transport, _ = await net.endpoint("client", remote_addr=address)
    gone_transport.close()
    await gone.when("lost")
    await net.pass_turns()
    client_transport.sendto(b"to nobody")
    await client.when("error")
    net.trace("open", client_transport.is_closing(), client.count("lost"))
    back, _, _ = await net.endpoint("back", local_addr=address)
    client_transport.sendto(b"to somebody")
    await back.when("data")


@transport_case("datagrams/nobody-there-unconnected")
async def nobody_there_unconnected(net):
    gone, gone_transport, gone_address = await net.endpoint("gone")
    gone_transport.close()
    await gone.when("lost")
    await net.pass_turns()
    _, server, address = await net.endpoint("server", {"datagram": lambda data, sender: server.sendto(data, sender)})
    client, client_transport, _ = await net.endpoint("client")
    client_transport.sendto(b"to nobody", gone_address)
    await net.pass_turns()
    client_transport.sendto(b"to somebody", address)
    await client.when("data")
    net.trace("told", client.count("error"), client_transport.is_closing())


@transport_case("datagrams/sent-when-closed")
async def sent_when_closed(net):
    server, _, address = await net.endpoint("server")
    for method in ["close", "abort"]:
        client, transport, _ = await net.endpoint(method, remote_addr=address)
        before = server.count("data")
        transport.sendto(f"before {method}".encode())
        getattr(transport, method)()
        net.trace("closing", transport.is_closing(), client.count("lost"))
        getattr(transport, method)()
        await client.when("lost")
        net.attempt_now("afterwards", transport.abort)
        await server.when("data", before + 1)
    await net.pass_turns()
    net.trace("came", server.count("data"))


@transport_case("datagrams/closed-inside")
async def closed_inside(net):
    client, client_transport, _ = await net.endpoint("client")
    client.muted = True
    for method in ["close", "abort"]:
        server, transport, address = await net.endpoint(method, {"datagram": lambda *_: getattr(transport, method)()})
        for text in [b"first", b"second"]:
            client_transport.sendto(text, address)
        await server.when("lost")
        await net.pass_turns()


@transport_case("datagrams/received-fails")
async def received_fails(net):
    def fail(*_):
        raise ValueError("oops")

    server, server_transport, address = await net.endpoint("server", {"datagram": fail})
    _, client, _ = await net.endpoint("client", remote_addr=address)
    client.sendto(b"one")
    await server.when("data")
    client.sendto(b"two")
    await server.when("data", 2)
    net.trace("open", server_transport.is_closing(), server.count("lost"))


@transport_case("datagrams/in-order")
async def in_order(net):
    received = []
    server, _, address = await net.endpoint("server", {"datagram": lambda data, _: received.append(data.decode())})
    _, client, _ = await net.endpoint("client", remote_addr=address)
    server.muted = True
    for i in range(50):
        client.sendto(f"{i}".encode())
    await server.when("data", 50)
    net.trace("received", " ".join(received), client.get_write_buffer_size())


@transport_case("datagrams/without-methods")
async def without_methods(net):
    transport, protocol = await net.loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
    )
    client, client_transport, _ = await net.endpoint("client", remote_addr=transport.get_extra_info("sockname"))
    client_transport.sendto(b"ignored")
    await net.pass_turns()
    net.trace("open", transport.is_closing(), transport.get_protocol() is protocol)
    transport.close()
    await net.pass_turns()
    client_transport.sendto(b"to nobody")
    await client.when("error")
