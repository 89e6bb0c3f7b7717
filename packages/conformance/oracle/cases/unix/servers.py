import os

from open_sockets import unix_name
from open_transports import path_case, transport_case


@path_case("unix/exchange", since=(3, 13))
async def exchange(net, paths):
    path = paths.path("server")
    served = net.recorder("server", data=lambda data: served.transport.write(b"<" + data + b">"))
    served.muted = True
    server = net.own(await net.loop.create_unix_server(lambda: served, path))
    client = net.recorder("client")
    transport, _ = await net.loop.create_unix_connection(lambda: client, path)
    await served.when("made")
    served.muted = False
    transport.write(b"question")
    await client.when("data")
    net.trace("peer", transport.get_extra_info("peername") == path, served.transport.get_extra_info("sockname") == path)
    net.trace("no names", transport.get_extra_info("sockname"), served.transport.get_extra_info("peername"))
    transport.close()
    await served.when("lost")
    server.close()
    net.trace("closed", await server.wait_closed(), os.path.exists(path))


@path_case("unix/started-later", since=(3, 13))
async def started_later(net, paths):
    path = paths.path("server")
    served = net.recorder("server", data=lambda data: served.transport.write(data))
    server = net.own(await net.loop.create_unix_server(lambda: served, path, start_serving=False))
    net.trace("serving", server.is_serving(), os.path.exists(path))
    await net.refusal("refused", net.loop.create_unix_connection(net.quiet, path))
    await server.start_serving()
    net.trace("serving", server.is_serving())
    await net.loop.create_unix_connection(net.quiet, path)
    await served.when("made")
    forever = net.loop.create_task(server.serve_forever())
    await net.pass_turns(2)
    served.transport.abort()
    forever.cancel()
    await net.attempt("cancelled", forever)
    net.trace("closed", server.is_serving(), len(server.sockets))


@transport_case("unix/abstract", since=(3, 13))
async def abstract(net):
    path = unix_name("abstract")
    for _ in range(2):
        served = net.recorder("server")
        server = net.own(await net.loop.create_unix_server(lambda: served, path))
        transport, _ = await net.loop.create_unix_connection(net.quiet, path)
        transport.write(b"hello")
        await served.when("data")
        server.close()
        await net.refusal("closed", net.loop.create_unix_connection(net.quiet, path))
        served.transport.close()
        await server.wait_closed()


@path_case("unix/path-removed", since=(3, 13))
async def path_removed(net, paths):
    path = paths.path("server")
    for options in [{"path": path}, {"sock": paths.bound_to(paths.path("given"))}]:
        server = net.own(await net.loop.create_unix_server(net.quiet, **options))
        used = server.sockets[0].getsockname()
        net.trace("serving", os.path.exists(used))
        server.close()
        net.trace("closed", os.path.exists(used))
        server.close()


@path_case("unix/path-kept", since=(3, 13))
async def path_kept(net, paths):
    path = paths.path("server")
    server = net.own(await net.loop.create_unix_server(net.quiet, path, cleanup_socket=False))
    server.close()
    net.trace("closed", os.path.exists(path))


@path_case("unix/path-gone", since=(3, 13))
async def path_gone(net, paths):
    path = paths.path("server")
    for replaced in [False, True]:
        server = net.own(await net.loop.create_unix_server(net.quiet, path))
        os.unlink(path)
        if replaced:
            paths.bound_to(path)
        server.close()
        net.trace("closed", os.path.exists(path))


@path_case("unix/stale-path")
async def stale_path(net, paths):
    path = paths.path("server")
    paths.bound_to(path).close()
    net.trace("left", os.path.exists(path))
    served = net.recorder("server")
    net.own(await net.loop.create_unix_server(lambda: served, path))
    await net.loop.create_unix_connection(net.quiet, path)
    await served.when("made")
