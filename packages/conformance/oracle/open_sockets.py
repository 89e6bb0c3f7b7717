"""The twin of src/cases/sockets/open-sockets.ts."""

import asyncio
import os
import socket
import tempfile


class SocketStage:
    def __init__(self, stage, loop):
        self.loop = loop
        self.trace = stage.trace
        self.attempt_now = stage.attempt
        self.turns = stage.turns
        self.opened = []

    def own(self, one):
        self.opened.append(one)
        return one

    def pair(self):
        pair = socket.socketpair()
        for one in pair:
            self.own(one).setblocking(False)
        return pair

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_STREAM):
        sock = self.own(socket.socket(family, kind))
        sock.setblocking(False)
        return sock

    def bound(self, listen=True):
        sock = self.socket()
        sock.bind(("127.0.0.1", 0))
        if listen:
            sock.listen()
        return sock, sock.getsockname()

    def open(self, content):
        file = self.own(tempfile.TemporaryFile())
        file.write(content)
        file.flush()
        file.seek(0)
        return file

    async def attempt(self, event, awaitable):
        """Trace what an awaitable gives, or the error it raises."""
        try:
            result = await awaitable
        except Exception as error:
            self.trace(event, error)
        except asyncio.CancelledError as error:
            self.trace(event, error)
        else:
            self.trace(event, result)


def with_sockets(stage, body, debug=False):
    """Run `body` as a task of a new loop, and close afterwards what it opened."""
    loop = stage.new_loop()
    loop.set_debug(debug)
    given = SocketStage(stage, loop)
    try:
        loop.run_until_complete(body(given))
    finally:
        for one in given.opened:
            one.close()


def unix_name(name):
    return f"\0tsyncio-conformance-{os.getpid()}-{name}"
