import socket

from open_sockets import unix_name
from open_transports import transport_case


async def open_unix(net, name, local=None, remote=None, on=None):
    options = {"family": socket.AF_UNIX}
    if local is not None:
        options["local_addr"] = unix_name(local)
    if remote is not None:
        options["remote_addr"] = unix_name(remote)
    return await net.endpoint(name, on, **options)


def send_until_buffered(transport):
    """Send until the system takes no more. The answer is how many were sent."""
    count = 0
    while transport.get_write_buffer_size() == 0:
        count += 1
        transport.sendto(f"datagram {count}".ljust(1000).encode())
    return count


@transport_case("datagrams/unix")
async def unix(net):
    def answer(data, address):
        if address:
            server_transport.sendto(b"<" + data + b">", address)

    server, server_transport, _ = await open_unix(net, "server", "server", on={"datagram": answer})
    client, client_transport, _ = await open_unix(net, "client", "client", "server")
    client_transport.sendto(b"hello")
    await client.when("data")
    _, unnamed, _ = await open_unix(net, "unnamed")
    unnamed.sendto(b"from nobody", unix_name("server"))
    await server.when("data", 2)


@transport_case("datagrams/buffered", since=(3, 13))
async def buffered(net):
    sock = net.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(unix_name("slow"))
    client, transport, _ = await open_unix(net, "client", None, "slow")
    transport.set_write_buffer_limits(high=3000)
    count = send_until_buffered(transport)
    net.trace("one is buffered", transport.get_write_buffer_size() >= 1000)
    for text in [b"second", b"", b"third"]:
        transport.sendto(text)
    net.trace("not paused", client.count("pause"))
    transport.sendto(b"x" * 3000)
    net.trace("paused", client.count("pause"))
    received = []
    while len(received) < count + 4:
        received.append((await net.loop.sock_recv(sock, 10_000)).decode().strip())
    await net.pass_turns()
    net.trace("in order", all(text == f"datagram {i + 1}" for i, text in enumerate(received[:count])))
    net.trace("the rest", received[count:-1], len(received[-1]))


@transport_case("datagrams/buffer-is-copied")
async def buffer_is_copied(net):
    sock = net.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(unix_name("copied"))
    _, transport, _ = await open_unix(net, "client", None, "copied")
    count = send_until_buffered(transport)
    data = bytearray(b"as it was")
    transport.sendto(data)
    data[:] = b"---------"
    for _ in range(count + 1):
        last = await net.loop.sock_recv(sock, 10_000)
    net.trace("received", last.decode())


@transport_case("datagrams/closed-while-full")
async def closed_while_full(net):
    for method in ["close", "abort"]:
        sock = net.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sock.bind(unix_name(f"full-{method}"))
        client, transport, _ = await open_unix(net, method, None, f"full-{method}")
        count = send_until_buffered(transport)
        getattr(transport, method)()
        await net.pass_turns()
        net.trace("lost", client.count("lost"))
        for _ in range(count if method == "close" else count - 1):
            await net.loop.sock_recv(sock, 10_000)
        await client.when("lost")
        net.attempt_now("no more", lambda: sock.recv(10))


@transport_case("datagrams/peer-goes-while-full")
async def peer_goes_while_full(net):
    sock = net.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(unix_name("going"))
    client, transport, _ = await open_unix(net, "client", None, "going")
    send_until_buffered(transport)
    transport.sendto(b"another")
    sock.close()
    await client.when("error", 2)
    await net.pass_turns()
    net.trace("open", transport.is_closing(), client.count("lost"), client.count("error"))
    transport.close()
    await client.when("lost")
