"""The twins of src/cases/transports/open-transports.ts, src/cases/transports/recorder.ts and src/named-hosts.ts."""

import asyncio
import errno
import os
import socket
import tempfile

from describe_value import report_of
from open_sockets import SocketStage, with_sockets

NAMED_HOSTS = {
    "nowhere.test": [],
    "one.test": ["127.0.0.1"],
    "two.test": ["127.0.0.1", "127.0.0.2"],
    "four-six.test": ["127.0.0.1", "::1"],
    "six-four.test": ["::1", "127.0.0.1"],
    "many.test": ["::1", "::1", "::1", "127.0.0.1", "127.0.0.2"],
}


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


def nothing(*args):
    return None


class EventLog:
    def __init__(self, loop, name, trace, **on):
        self.transport = None
        self.bytes = 0
        self.muted = False
        self.on = on
        self.loop = loop
        self.name = name
        self.trace = trace
        self.counts = {}
        self.waiters = []

    def count(self, event):
        return self.counts.get(event, 0)

    def when(self, event, count=1):
        return self.until(lambda: self.count(event) >= count)

    def when_bytes(self, count):
        return self.until(lambda: self.bytes >= count)

    def end(self):
        self.muted = True
        self.on = {}
        if self.transport is not None and self.count("lost") == 0:
            self.transport.abort()

    def react(self, event, *args):
        return self.on.get(event, nothing)(*args)

    def note(self, event, *values):
        if not self.muted:
            self.trace(f"{self.name} {event}", *values)
        self.counts[event] = self.count(event) + 1
        for ready, future in self.waiters:
            if ready() and not future.done():
                future.set_result(None)

    def until(self, ready):
        future = self.loop.create_future()
        if ready():
            future.set_result(None)
        else:
            self.waiters.append((ready, future))
        return future

    def connection_made(self, transport):
        self.transport = transport
        self.note("made")
        self.react("made", transport)

    def eof_received(self):
        self.note("eof")
        return self.react("eof")

    def pause_writing(self):
        self.note("pause")
        self.react("pause")

    def resume_writing(self):
        self.note("resume")
        self.react("resume")

    def connection_lost(self, error):
        self.note("lost", error)
        self.react("lost", error)


class Recorder(EventLog, asyncio.Protocol):
    def data_received(self, data):
        self.bytes += len(data)
        self.note("data", data)
        self.react("data", data)


class Counter(EventLog, asyncio.Protocol):
    def data_received(self, data):
        self.bytes += len(data)
        muted = self.muted
        self.muted = True
        self.note("data")
        self.muted = muted
        self.react("data", data)


class BufferedRecorder(EventLog, asyncio.BufferedProtocol):
    buffer = bytearray(16)

    def get_buffer(self, sizehint):
        self.note("get", sizehint)
        given = self.react("get")
        if given is not None:
            self.buffer = given
        return self.buffer

    def buffer_updated(self, nbytes):
        data = bytes(self.buffer[:nbytes])
        self.bytes += nbytes
        self.note("updated", data)
        self.react("updated", data)


class DatagramRecorder(EventLog, asyncio.DatagramProtocol):
    sender = None

    def datagram_received(self, data, address):
        self.sender = address
        self.bytes += len(data)
        self.note("data", data)
        self.react("datagram", data, address)

    def error_received(self, error):
        self.note("error", error)
        self.react("error", error)


class TransportStage(SocketStage):
    def __init__(self, stage, loop, opened):
        super().__init__(stage, loop)
        self.opened = opened
        self.logs = []
        self.kept = []
        self.names_asked = []
        self.report_of = report_of
        resolve = loop.getaddrinfo

        async def getaddrinfo(host, port, *, family=0, type=0, proto=0, flags=0):
            self.names_asked.append(str(host))
            if host not in NAMED_HOSTS:
                return await resolve(host, port, family=family, type=type, proto=proto, flags=flags)
            usual = socket.IPPROTO_UDP if type == socket.SOCK_DGRAM else socket.IPPROTO_TCP
            infos = []
            for address in NAMED_HOSTS[host]:
                own = socket.AF_INET6 if ":" in address else socket.AF_INET
                sockaddr = (address, port, 0, 0) if own == socket.AF_INET6 else (address, port)
                if family in (0, own):
                    infos.append((own, type, proto or usual, "", sockaddr))
            return infos

        loop.getaddrinfo = getaddrinfo

    def asked(self):
        return self.names_asked

    def keep(self, log):
        self.logs.append(log)
        return log

    def recorder(self, name, **on):
        return self.keep(Recorder(self.loop, name, self.trace, **on))

    def later(self, name, **on):
        lines = []
        self.kept.append(lines)
        return self.keep(Recorder(self.loop, name, lambda *line: lines.append(line), **on))

    def tell(self):
        for lines in self.kept:
            for line in lines:
                self.trace(*line)
            lines.clear()

    def quiet(self, **on):
        return self.keep(Recorder(self.loop, "", nothing, **on))

    def counter(self, name, **on):
        return self.keep(Counter(self.loop, name, self.trace, **on))

    def buffered(self, name, **on):
        return self.keep(BufferedRecorder(self.loop, name, self.trace, **on))

    async def side(self, protocol):
        sock, peer = self.pair()
        transport, _ = await self.loop.create_connection(lambda: protocol, sock=sock)
        return transport, peer

    async def serve(self, factory, **options):
        server = self.own(await self.loop.create_server(factory, **{"host": "127.0.0.1", "port": 0, **options}))
        return server, server.sockets[0].getsockname()

    async def endpoint(self, name, on=None, **options):
        """A protocol of datagrams, its transport, and its own address; on 127.0.0.1 unless other options are given."""
        protocol = self.keep(DatagramRecorder(self.loop, name, self.trace, **(on or {})))
        options = options or {"local_addr": ("127.0.0.1", 0)}
        transport, _ = await self.loop.create_datagram_endpoint(lambda: protocol, **options)
        return protocol, transport, transport.get_extra_info("sockname")

    async def connect(self, factory, address, **options):
        return await self.loop.create_connection(factory, *address[:2], **options)

    async def refusal(self, event, awaitable):
        """Trace the class and the code of the error that it raises; or that it does not."""
        try:
            await awaitable
        except (Exception, asyncio.CancelledError) as error:
            code = getattr(error, "errno", None)
            self.trace(event, error, errno.errorcode.get(code))
        else:
            self.trace(event, "not refused")

    async def pass_turns(self, turns=5):
        for _ in range(turns):
            await asyncio.sleep(0)

    async def receive(self, sock, count=None):
        data = bytearray()
        while count is None or len(data) < count:
            part = await self.loop.sock_recv(sock, 65_536)
            if not part:
                break
            data += part
        return bytes(data)


def with_transports(stage, body, debug=False):
    """Run `body` as a task of a new loop. What it left open is closed afterwards, and nothing of that is traced."""

    async def main(sockets):
        net = TransportStage(stage, sockets.loop, sockets.opened)
        try:
            await body(net)
        finally:
            for log in net.logs:
                log.end()
            await net.pass_turns(3)

    with_sockets(stage, main, debug)


def transport_case(name, **options):
    """The scenario `name`, a coroutine function that gets the stage of its transports."""
    from stage import case

    def register(body):
        @case(name, real=True, **options)
        def run(stage):
            with_transports(stage, body)

        return body

    return register


class Paths:
    """Paths of Unix sockets in a folder."""

    def __init__(self, net, folder):
        self.net = net
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def bound_to(self, path, kind=socket.SOCK_STREAM):
        sock = self.net.socket(socket.AF_UNIX, kind)
        sock.bind(path)
        return sock


def path_case(name, **options):
    """As transport_case, with paths of Unix sockets, which are removed afterwards."""

    def register(body):
        @transport_case(name, **options)
        async def run(net):
            with tempfile.TemporaryDirectory() as folder:
                await body(net, Paths(net, folder))

        return body

    return register
