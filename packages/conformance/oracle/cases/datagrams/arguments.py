import socket

from open_transports import transport_case


@transport_case("datagrams/refused-options")
async def refused_options(net):
    stream, _ = net.bound(False)
    options = {"local_addr": ("127.0.0.1", 0), "remote_addr": ("::1", 1)}
    await net.refusal("nothing", net.loop.create_datagram_endpoint(lambda: None))
    await net.refusal("two families", net.endpoint("never", **options))
    await net.refusal("a stream", net.endpoint("never", sock=stream))
    net.trace("still open", stream.fileno() >= 0)


@transport_case("datagrams/options-beside-a-socket")
async def options_beside_a_socket(net):
    sock = net.socket(kind=socket.SOCK_DGRAM)
    address = ("127.0.0.1", 0)
    for options in [
        {"local_addr": address},
        {"remote_addr": address},
        {"family": 1},
        {"proto": 1},
        {"flags": 1},
        {"reuse_port": True},
        {"allow_broadcast": True},
    ]:
        await net.refusal("refused", net.endpoint("never", sock=sock, **options))
    net.trace("still open", sock.fileno() >= 0)


@transport_case("datagrams/wrong-addresses")
async def wrong_addresses(net):
    for local_addr in [("localhost", 1, 2, 3), 5]:
        await net.refusal("refused", net.endpoint("never", local_addr=local_addr))


@transport_case("datagrams/in-use")
async def in_use(net):
    _, _, address = await net.endpoint("one")
    await net.refusal("in use", net.endpoint("never", local_addr=address))
    await net.refusal("not ours", net.endpoint("never", local_addr=("192.0.2.1", 0)))
    _, _, again = await net.endpoint("again")
    net.trace("free", again[0])


@transport_case("datagrams/factory-fails")
async def factory_fails(net):
    def fail():
        raise ValueError("oops")

    await net.attempt("failed", net.loop.create_datagram_endpoint(fail, local_addr=("127.0.0.1", 0)))


@transport_case("datagrams/no-addresses")
async def no_addresses(net):
    nowhere = ("nowhere.test", 1)
    await net.attempt("local", net.endpoint("never", local_addr=nowhere))
    await net.attempt("remote", net.endpoint("never", remote_addr=nowhere))


@transport_case("datagrams/no-such-protocol")
async def no_such_protocol(net):
    await net.refusal("refused", net.endpoint("never", family=socket.AF_INET, proto=99))
