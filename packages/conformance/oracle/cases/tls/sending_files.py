from connected import CONTENT
from open_tls import tls_case


async def send_and_trace(net, tls, before=b"", after=b"", **options):
    """Send a file over TLS and close; trace what came."""
    parts = []
    client, served = await tls.ends(None, {"data": parts.append})
    served.muted = True
    file = net.open(CONTENT)
    client.transport.write(before)
    sent = await net.loop.sendfile(client.transport, file, **options)
    client.transport.write(after)
    client.transport.close()
    await served.when("lost")
    offset, count = options.get("offset", 0), options.get("count")
    wanted = CONTENT[offset:] if count is None else CONTENT[offset : offset + count]
    net.trace("sent", sent, b"".join(parts) == before + wanted + after, "then read", len(file.read()))


@tls_case("tls/sendfile")
async def sendfile(net, tls):
    await send_and_trace(net, tls)
    await send_and_trace(net, tls, offset=1000, count=100)
    await send_and_trace(net, tls, b"before", b"after")


@tls_case("tls/sendfile-by-the-system")
async def sendfile_by_the_system(net, tls):
    client, _ = await tls.ends()
    file = net.open(CONTENT)
    await net.attempt("refused", net.loop.sendfile(client.transport, file, fallback=False))
    net.trace("then read", len(file.read()), client.transport.is_closing())
