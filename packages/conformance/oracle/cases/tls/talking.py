from open_sockets import unix_name
from open_tls import certified, tls_case, trusting


def common_name(transport):
    subject = transport.get_extra_info("peercert")["subject"]
    return dict(field[0] for field in subject)["commonName"]


@tls_case("tls/exchange")
async def exchange(net, tls):
    client, served = await tls.ends(None, {"data": lambda data: served.transport.write(b"<" + data + b">")})
    client.transport.write(b"question")
    await client.when("data")
    client.transport.write(b"again")
    await client.when("data", 2)
    client.transport.close()
    net.trace("closing", client.transport.is_closing(), client.count("lost"))
    await client.when("lost")
    await served.when("lost")
    net.tell()


@tls_case("tls/server-closes")
async def server_closes(net, tls):
    much = b"x" * 2_000_000
    client, served = await tls.ends()
    client.muted = True
    served.transport.write(much)
    served.transport.close()
    await client.when("lost")
    await served.when("lost")
    net.trace("received", client.bytes, client.count("eof"), client.count("lost"), served.count("lost"))


@tls_case("tls/extra-info")
async def extra_info(net, tls):
    client, served = await tls.ends()
    for transport in [client.transport, served.transport]:
        info = transport.get_extra_info
        net.trace("cipher", info("cipher") is not None, info("compression"))
        net.trace("objects", info("ssl_object") is not None, info("sslcontext") is not None)
        net.trace("below", info("socket") is not None, info("peername") is not None)
        net.trace("unknown", info("nonsense", "instead"))
    net.trace("the server", common_name(client.transport))


@tls_case("tls/extra-info-afterwards")
async def extra_info_afterwards(net, tls):
    client, _ = await tls.ends()
    client.transport.close()
    await client.when("lost")
    await net.pass_turns()
    info = client.transport.get_extra_info
    net.trace("unknown", info("nonsense", "instead"), info("nonsense"))


@tls_case("tls/unix")
async def unix(net, tls):
    path = unix_name("tls")
    client, served = net.later("client"), net.later("server", data=lambda data: served.transport.write(data))
    net.own(await net.loop.create_unix_server(lambda: served, path, ssl=certified()))
    transport, _ = await net.loop.create_unix_connection(
        lambda: client, path, ssl=trusting(), server_hostname="localhost"
    )
    net.trace("the server", common_name(transport))
    transport.write(b"hello")
    await client.when("data")
    net.tell()


@tls_case("tls/sockets")
async def sockets(net, tls):
    sock, other = net.pair()
    client, served = net.later("client"), net.later("server", data=lambda data: served.transport.write(data))
    accepting = net.loop.create_task(net.loop.connect_accepted_socket(lambda: served, other, ssl=certified()))
    await net.loop.create_connection(lambda: client, sock=sock, ssl=trusting(), server_hostname="localhost")
    await accepting
    client.transport.write(b"hello")
    await client.when("data")
    client.transport.close()
    await served.when("lost")
    await client.when("lost")
    net.tell()


@tls_case("tls/many-clients")
async def many_clients(net, tls):
    much = b"x" * 40_000

    def factory():
        served = net.quiet(data=lambda data: served.transport.write(data))
        return served

    _, address = await tls.serve(factory)

    async def talk(i):
        client = net.quiet()
        if i % 2 == 0:
            sock = net.socket()
            await net.loop.sock_connect(sock, address)
            options = {"sock": sock, "ssl": trusting(), "server_hostname": "localhost"}
            transport, _ = await net.loop.create_connection(lambda: client, **options)
        else:
            transport, _ = await tls.connect(lambda: client, address)
        transport.write(much)
        await client.when_bytes(len(much))
        transport.close()
        await client.when("lost")
        return client.bytes

    tasks = [net.loop.create_task(talk(i)) for i in range(25)]
    received = [await task for task in tasks]
    net.trace("received", set(received), len(received))
