from open_sockets import with_sockets
from stage import case

CONTENT = b"0123456789" * 1000


@case("sockets/sendfile-wrong-types", real=True)
def sendfile_wrong_types(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        file = sockets.open(CONTENT)
        await sockets.attempt("count", loop.sock_sendfile(left, file, 0, "count"))
        await sockets.attempt("offset", loop.sock_sendfile(left, file, "offset"))
        stage.attempt("nothing came", lambda: right.recv(10))
        stage.trace("then read", len(file.read()))

    with_sockets(stage, main)
