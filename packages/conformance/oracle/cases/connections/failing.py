import errno
import socket

from open_transports import transport_case


def connects_fail(net, *errors):
    """The loop's sockets do not connect, but fail with these errors, one after the other. The answer is the sockets that tried."""
    socks = []

    async def sock_connect(sock, address):
        socks.append(sock)
        raise errors[len(socks) - 1]

    net.loop.sock_connect = sock_connect
    return socks


def connect(net, host="two.test", **options):
    return net.connect(lambda: net.recorder("never"), (host, 80), **options)


@transport_case("connections/timed-out")
async def timed_out(net):
    socks = connects_fail(net, TimeoutError(errno.ETIMEDOUT, "timed out"))
    await net.attempt("failed", connect(net, "127.0.0.1"))
    net.trace("sockets", len(socks), socks[0].fileno() >= 0)


@transport_case("connections/other-error")
async def other_error(net):
    socks = connects_fail(net, ValueError("no error of the system"))
    await net.attempt("failed", connect(net))
    net.trace("sockets", len(socks), socks[0].fileno() >= 0)
    others = connects_fail(net, ValueError("no error of the system"))
    await net.attempt("all errors", connect(net, all_errors=True))
    net.trace("sockets", len(others))


@transport_case("connections/different-errors")
async def different_errors(net):
    refused = ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    reset = ConnectionResetError(errno.ECONNRESET, "reset")
    for first, second in [(refused, reset), (reset, reset)]:
        socks = connects_fail(net, first, second)
        try:
            await connect(net)
        except Exception as error:
            net.trace("one", isinstance(error, OSError), error is first)
        net.trace("sockets", len(socks), any(sock.fileno() >= 0 for sock in socks))
        connects_fail(net, first, second)
        try:
            await connect(net, all_errors=True)
        except ExceptionGroup as error:
            net.trace("all", error, error.exceptions)


@transport_case("connections/close-fails-too")
async def close_fails_too(net):
    class Failing(socket.socket):
        def close(self):
            super().close()
            raise OSError(errno.EIO, "close")

    connects_fail(net, ValueError("no error of the system"))
    whole, socket.socket = socket.socket, Failing
    try:
        await net.attempt("failed", connect(net, "127.0.0.1"))
    finally:
        socket.socket = whole
