import ssl

from open_sockets import unix_name
from open_tls import certified, tls_case, trusting


async def refuse(net, tls, name, context=None, server_hostname="localhost"):
    """Connect to a server with this certificate; trace the refusal, and that the client's protocol heard nothing."""
    served = net.quiet()
    _, address = await tls.serve(lambda: served, ssl=certified(name))
    options = {"ssl": context or trusting(), "server_hostname": server_hostname}
    await net.attempt("refused", tls.connect(lambda: net.recorder("never"), address, **options))


@tls_case("tls/not-trusted")
async def not_trusted(net, tls):
    await refuse(net, tls, "stranger")
    await refuse(net, tls, "server", ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    await refuse(net, tls, "server", True)


@tls_case("tls/not-trusted-by-the-client", since=(3, 13))
async def not_trusted_by_the_client(net, tls):
    path = unix_name("refused")
    options = {"ssl": trusting(), "server_hostname": "localhost"}
    for unix in [False, True]:
        served = net.quiet()
        if unix:
            server = net.own(await net.loop.create_unix_server(lambda: served, path, ssl=certified("stranger")))
            connecting = net.loop.create_unix_connection(lambda: net.recorder("never"), path, **options)
        else:
            server, address = await tls.serve(lambda: served, ssl=certified("stranger"))
            connecting = net.loop.create_connection(lambda: net.recorder("never"), *address, **options)
        await net.attempt("refused", connecting)
        server.close()
        await server.wait_closed()
        net.trace("the server", served.count("made"), served.count("lost"))


@tls_case("tls/another-name")
async def another_name(net, tls):
    await refuse(net, tls, "other-name")
    await refuse(net, tls, "server", None, "other.test")
    served = net.quiet()
    _, address = await tls.serve(lambda: served, ssl=certified("other-name"))
    await tls.connect(lambda: net.recorder("client"), address, server_hostname="other.test")
    careless = trusting()
    careless.check_hostname = False
    await tls.connect(lambda: net.recorder("careless"), address, ssl=careless, server_hostname="")


@tls_case("tls/name-is-the-host")
async def name_is_the_host(net, tls):
    _, (_, port) = await tls.serve(net.quiet)
    await tls.connect(lambda: net.recorder("by address"), ("127.0.0.1", port))
    await net.attempt("by name", tls.connect(lambda: net.recorder("never"), ("one.test", port)))
    await tls.connect(lambda: net.recorder("by another name"), ("one.test", port), server_hostname="localhost")


@tls_case("tls/ended-in-handshake")
async def ended_in_handshake(net, tls):
    connecting, peer, sock = tls.half()
    connecting = net.loop.create_task(connecting)
    await net.receive(peer, 1)
    peer.close()
    await net.attempt("ended", connecting)
    await net.pass_turns()
    net.trace("open", sock.fileno() >= 0)


@tls_case("tls/slow-handshake")
async def slow_handshake(net, tls):
    connecting, peer, sock = tls.half(ssl_handshake_timeout=0.02)
    await net.attempt("too slow", connecting)
    await net.receive(peer)
    net.trace("open", sock.fileno() >= 0)


@tls_case("tls/cancelled-handshake")
async def cancelled_handshake(net, tls):
    connecting, peer, sock = tls.half()
    waiting = net.loop.create_task(connecting)
    await net.receive(peer, 1)
    waiting.cancel()
    await net.attempt("cancelled", waiting)
    await net.receive(peer)
    net.trace("open", sock.fileno() >= 0)


@tls_case("tls/no-tls-there")
async def no_tls_there(net, tls):
    connecting, peer, sock = tls.half()
    peer.send(b"220 this is no TLS\r\n")
    await net.attempt("no TLS", connecting)
    await net.pass_turns()
    net.trace("open", sock.fileno() >= 0)


@tls_case("tls/client-without-tls")
async def client_without_tls(net, tls):
    served = net.later("server")
    waiting = [net.recorder("never"), served]
    _, address = await tls.serve(lambda: waiting.pop(0))
    client = net.socket()
    await net.loop.sock_connect(client, address)
    client.send(b"GET / HTTP/1.0\r\n\r\n")
    await net.receive(client)
    await tls.connect(net.quiet, address)
    await served.when("made")
    net.tell()


@tls_case("tls/refused-options")
async def refused_options(net, tls):
    _, address = await tls.serve(net.quiet)
    sock, _ = net.pair()

    def never():
        return net.recorder("never")

    await net.refusal("no name", net.loop.create_connection(never, "", 80, ssl=True))
    await net.refusal("no host", net.loop.create_connection(never, sock=sock, ssl=True))
    for timeout in [0, -1]:
        await net.refusal("timeout", tls.connect(never, address, ssl_handshake_timeout=timeout))
        await net.refusal("timeout", tls.connect(never, address, ssl_shutdown_timeout=timeout))
    await net.refusal("of nothing", tls.serve(never, ssl=True))


@tls_case("tls/server-options-without-tls")
async def server_tls_options_without_tls(net, tls):
    for options in [{"ssl_handshake_timeout": 1}, {"ssl_shutdown_timeout": 1}]:
        await net.refusal("refused", net.serve(net.quiet, **options))


@tls_case("tls/no-timers-left")
async def no_timers_left(net, tls):
    timers = []
    call_later = net.loop.call_later

    def keep_timer(delay, callback, *args, **options):
        timer = call_later(delay, callback, *args, **options)
        timers.append(timer)
        return timer

    net.loop.call_later = keep_timer
    client, served = await tls.ends()
    net.trace("after the handshakes", len(timers) >= 2, all(timer.cancelled() for timer in timers))
    before = len(timers)
    client.transport.close()
    await client.when("lost")
    await served.when("lost")
    await net.pass_turns()
    net.trace("after the shutdown", len(timers) > before, all(timer.cancelled() for timer in timers))


@tls_case("tls/lost-in-handshake")
async def lost_in_handshake(net, tls):
    connecting, peer, sock = tls.half()
    connecting = net.loop.create_task(connecting)
    await net.loop.sock_recv(peer, 1)
    peer.close()
    await net.attempt("lost", connecting)
    await net.pass_turns()
    net.trace("open", sock.fileno() >= 0)


@tls_case("tls/closed-in-handshake", since=(3, 13))
async def closed_in_handshake(net, tls):
    for method in ["close_clients", "abort_clients"]:
        server, address = await tls.serve(lambda: net.recorder("never"))
        client = net.socket()
        await net.loop.sock_connect(client, address)
        await net.pass_turns(10)
        server.close()
        getattr(server, method)()
        net.trace("received", await net.receive(client))
        net.trace("closed", await server.wait_closed())
