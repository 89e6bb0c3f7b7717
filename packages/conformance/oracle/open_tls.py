"""The twin of src/cases/tls/open-tls.ts and src/certificates.ts."""

import pathlib
import ssl

from open_transports import transport_case

FOLDER = pathlib.Path(__file__).parent.parent / "certificates"


def trusting():
    """What a client that trusts the authority connects with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(FOLDER / "ca.pem")
    return context


def certified(name="server"):
    """What a server of the authority serves with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / f"{name}.pem", FOLDER / f"{name}.key")
    return context


class Tls:
    def __init__(self, net):
        self.net = net

    async def serve(self, factory, **options):
        return await self.net.serve(factory, **{"ssl": certified(), **options})

    async def connect(self, factory, address, **options):
        return await self.net.connect(factory, address, **{"ssl": trusting(), **options})

    async def ends(self, on=None, on_server=None):
        client, served = self.net.later("client", **(on or {})), self.net.later("server", **(on_server or {}))
        _, address = await self.serve(lambda: served)
        await self.connect(lambda: client, address)
        await served.when("made")
        return client, served

    def half(self, **options):
        """A client over a pair of sockets whose other end is bare."""
        sock, peer = self.net.pair()
        protocol = self.net.recorder("never")
        options = {"ssl": trusting(), "server_hostname": "localhost", **options}
        return self.net.loop.create_connection(lambda: protocol, sock=sock, **options), peer, sock


def tls_case(name, **options):
    """As transport_case, with TLS."""

    def register(body):
        @transport_case(name, **options)
        async def run(net):
            await body(net, Tls(net))

        return body

    return register
