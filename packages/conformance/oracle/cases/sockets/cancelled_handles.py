import asyncio

from open_sockets import with_sockets
from stage import case


# The public add_reader returns nothing; here the handle comes from what it calls.
@case("sockets/cancelled-reader", real=True)
def cancelled_reader(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        loop._add_reader(right, stage.trace, "never").cancel()
        left.send(b"x")
        for _ in range(5):
            await asyncio.sleep(0)
        stage.trace("watched", loop.remove_reader(right))

    with_sockets(stage, main)


@case("sockets/cancelled-writer", real=True)
def cancelled_writer(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        loop.add_reader(right, stage.trace, "reader")
        loop._add_writer(right, stage.trace, "never").cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        stage.trace("writer", loop.remove_writer(right), "reader", loop.remove_reader(right))
        left.close()

    with_sockets(stage, main)
