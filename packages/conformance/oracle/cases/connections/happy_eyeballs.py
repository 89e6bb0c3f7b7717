import asyncio
import errno

from open_transports import has_ipv6, transport_case

# How long late is, in seconds.
LATE = 0.03


def servers_that(net, behaviours, sock_connect):
    """Servers on 127.0.0.1 and 127.0.0.2, on one port; and the sockets that connect behave as is said of their host."""
    socks = []

    async def connect_all(sock, address):
        behaviour = behaviours.get(address[0], "")
        net.trace("tries", address[0])
        socks.append(sock)
        if behaviour == "hangs":
            await net.loop.create_future()
        if behaviour.endswith("late"):
            await asyncio.sleep(LATE)
        if behaviour.startswith("refuses"):
            raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")
        await sock_connect(sock, address)

    net.loop.sock_connect = connect_all
    _, (_, port) = net.bound()
    second = net.socket()
    second.bind(("127.0.0.2", port))
    second.listen()
    return port, socks


async def race(net, behaviours, host="two.test", **options):
    port, socks = servers_that(net, behaviours, net.loop.sock_connect)
    client = net.quiet()
    await net.loop.create_connection(lambda: client, host, port, **options)
    net.trace("connected to", client.transport.get_extra_info("peername")[0])
    await net.pass_turns()
    net.trace("open", sum(sock.fileno() >= 0 for sock in socks), "of", len(socks))


@transport_case("connections/race-first-answers")
async def race_first_answers(net):
    await race(net, {"127.0.0.1": "answers"}, happy_eyeballs_delay=5)


@transport_case("connections/race-first-refused")
async def race_first_refused(net):
    await race(net, {"127.0.0.1": "refuses", "127.0.0.2": "answers"}, happy_eyeballs_delay=60)


@transport_case("connections/race-first-hangs")
async def race_first_hangs(net):
    await race(net, {"127.0.0.1": "hangs", "127.0.0.2": "answers"}, happy_eyeballs_delay=0.01)


@transport_case("connections/race-first-is-late")
async def race_first_is_late(net):
    await race(net, {"127.0.0.1": "answers late", "127.0.0.2": "hangs"}, happy_eyeballs_delay=0.005)


@transport_case("connections/race-refused-late")
async def race_refused_late(net):
    await race(net, {"127.0.0.1": "refuses late", "127.0.0.2": "answers late"}, happy_eyeballs_delay=0.01)


@transport_case("connections/race-lost-by-all")
async def race_lost_by_all(net):
    sock_connect = net.loop.sock_connect
    for late in [False, True]:
        behaviours = {"127.0.0.1": "refuses late" if late else "refuses", "127.0.0.2": "refuses"}
        port, socks = servers_that(net, behaviours, sock_connect)
        try:
            await net.connect(
                lambda: net.recorder("never"), ("two.test", port), happy_eyeballs_delay=0.005, all_errors=True
            )
        except ExceptionGroup as error:
            net.trace("all", error, error.exceptions)
        net.trace("open", sum(sock.fileno() >= 0 for sock in socks))


@transport_case("connections/race-cancelled")
async def race_cancelled(net):
    port, socks = servers_that(net, {"127.0.0.1": "hangs", "127.0.0.2": "hangs"}, net.loop.sock_connect)
    waiting = net.loop.create_task(
        net.connect(lambda: net.recorder("never"), ("two.test", port), happy_eyeballs_delay=0.005)
    )
    while len(socks) < 2:
        await asyncio.sleep(0.001)
    waiting.cancel()
    await net.attempt("cancelled", waiting)
    await net.pass_turns()
    net.trace("open", sum(sock.fileno() >= 0 for sock in socks))


@transport_case("connections/race-in-eager-tasks")
async def race_in_eager_tasks(net):
    # Not in eager tasks: before CPython 3.14 such a race fails.
    await race(net, {"127.0.0.1": "refuses", "127.0.0.2": "answers"}, happy_eyeballs_delay=1)


@transport_case("connections/no-race")
async def no_race(net):
    await race(net, {"127.0.0.1": "refuses late", "127.0.0.2": "answers"})


@transport_case("connections/race-not-with-one")
async def race_not_with_one(net):
    await race(net, {"127.0.0.1": "answers late"}, "one.test", happy_eyeballs_delay=0.005)


@transport_case("connections/interleaved", possible=has_ipv6)
async def interleaved(net):
    refuse = {"::1": "refuses", "127.0.0.1": "refuses", "127.0.0.2": "refuses"}
    sock_connect = net.loop.sock_connect
    for options in [{}, {"interleave": 1}, {"interleave": 2}, {"interleave": 3}, {"happy_eyeballs_delay": 5}]:
        port, _ = servers_that(net, refuse, sock_connect)
        net.trace("options", len(options), options.get("interleave"))
        await net.attempt("failed", net.connect(lambda: net.recorder("never"), ("many.test", port), **options))


@transport_case("connections/race-with-two-winners")
async def race_with_two_winners(net):
    sock_connect = net.loop.sock_connect
    port, socks = servers_that(net, {}, sock_connect)
    together = net.loop.create_future()
    answered = 0

    async def connect_together(sock, address):
        nonlocal answered
        socks.append(sock)
        await sock_connect(sock, address)
        answered += 1
        if answered == 2:
            together.set_result(None)
        await together

    net.loop.sock_connect = connect_together
    client = net.quiet()
    await net.connect(lambda: client, ("two.test", port), happy_eyeballs_delay=0.005)
    await net.pass_turns()
    net.trace("answered", answered, "open", sum(sock.fileno() >= 0 for sock in socks))
