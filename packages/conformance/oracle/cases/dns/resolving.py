import socket

from open_transports import transport_case

TYPES = {socket.SOCK_STREAM: "stream", socket.SOCK_DGRAM: "datagram", socket.SOCK_RAW: "raw"}
PROTOS = {socket.IPPROTO_TCP: "tcp", socket.IPPROTO_UDP: "udp"}


def describe(infos):
    """Answers with the names of constants, which are not the same everywhere."""
    return [
        (
            "v4" if family == socket.AF_INET else "v6",
            TYPES.get(kind),
            PROTOS.get(proto, "any"),
            canonname,
            address[0],
            address[1],
        )
        for family, kind, proto, canonname, address in infos
    ]


@transport_case("dns/numeric")
async def numeric(net):
    async def tell(name, **options):
        net.trace(name, describe(await net.loop.getaddrinfo("127.0.0.1", 80, **options)))

    await tell("every type")
    await tell("streams", type=socket.SOCK_STREAM)
    await tell("datagrams", type=socket.SOCK_DGRAM, family=socket.AF_INET)
    await tell("by protocol", type=socket.SOCK_DGRAM, proto=socket.IPPROTO_UDP)


@transport_case("dns/numeric-ipv6")
async def numeric_ipv6(net):
    for host in ["::1", "0:0:0:0:0:0:0:1", "2001:DB8::0:1"]:
        net.trace(host, describe(await net.loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)))


@transport_case("dns/ports")
async def ports(net):
    for port in [None, 0, 1, "1", "65535"]:
        info = (await net.loop.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM))[0]
        net.trace("port", info[4][1])


@transport_case("dns/no-host")
async def no_host(net):
    for flags in [0, socket.AI_PASSIVE]:
        options = {"type": socket.SOCK_STREAM, "family": socket.AF_INET, "flags": flags}
        net.trace("no host", describe(await net.loop.getaddrinfo(None, 80, **options)))


@transport_case("dns/refused")
async def refused(net):
    loop = net.loop
    await net.attempt("nothing", loop.getaddrinfo(None, None))
    await net.attempt("family", loop.getaddrinfo("127.0.0.1", 80, family=socket.AF_INET6))
    await net.attempt("name", loop.getaddrinfo("name.example", 80, flags=socket.AI_NUMERICHOST))


@transport_case("dns/getnameinfo")
async def getnameinfo(net):
    for address in [("127.0.0.1", 80), ("::1", 65_535), ("192.0.2.1", 0)]:
        names = await net.loop.getnameinfo(address, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)
        net.trace("names", *names)


@transport_case("dns/getnameinfo-refused")
async def getnameinfo_refused(net):
    loop = net.loop
    await net.attempt("both", loop.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NAMEREQD))


@transport_case("dns/cancelled")
async def cancelled(net):
    waiting = net.loop.create_task(net.loop.getaddrinfo("127.0.0.1", 80))
    await net.pass_turns(1)
    waiting.cancel()
    await net.attempt("cancelled", waiting)
    net.trace("again", len(await net.loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)))
