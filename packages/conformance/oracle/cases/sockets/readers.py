import asyncio

from open_sockets import with_sockets
from stage import case


@case("sockets/reader-level-triggered", real=True)
def reader_level_triggered(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, right = sockets.pair()
        calls = 0

        def reader():
            nonlocal calls
            calls += 1

        loop.add_reader(right, reader)
        for _ in range(3):
            await asyncio.sleep(0)
        trace("nothing to read", calls)
        left.send(b"data")
        while calls < 3:
            await asyncio.sleep(0)
        trace("unread", right.recv(10))
        calls = 0
        for _ in range(3):
            await asyncio.sleep(0)
        afterwards = calls
        left.close()
        while calls < afterwards + 3:
            await asyncio.sleep(0)
        trace("at the end", right.recv(10), loop.remove_reader(right), loop.remove_reader(right))

    with_sockets(stage, main)


@case("sockets/reader-replaced", real=True)
def reader_replaced(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        called = set()
        loop.add_writer(right, called.add, "writer")
        loop.add_reader(right, called.add, "first")
        loop.add_reader(right, called.add, "second")
        left.send(b"x")
        while len(called) < 2:
            await asyncio.sleep(0)
        stage.trace("called", called, loop.remove_reader(right), loop.remove_reader(right), loop.remove_writer(right))

    with_sockets(stage, main)


@case("sockets/writer-replaced", real=True)
def writer_replaced(stage):
    async def main(sockets):
        loop = sockets.loop
        left, right = sockets.pair()
        called = set()
        loop.add_reader(right, called.add, "reader")
        loop.add_writer(right, called.add, "first")
        loop.add_writer(right, called.add, "second")
        left.send(b"x")
        while len(called) < 2:
            await asyncio.sleep(0)
        stage.trace("called", called, loop.remove_writer(right), loop.remove_writer(right), loop.remove_reader(right))

    with_sockets(stage, main)


@case("sockets/one-of-two-removed", real=True)
def one_of_two_removed(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, right = sockets.pair()
        reads = writes = 0

        def reader():
            nonlocal reads
            reads += 1

        def writer():
            nonlocal writes
            writes += 1

        left.send(b"x")
        loop.add_reader(right, reader)
        loop.add_writer(right, writer)
        trace("reader removed", loop.remove_reader(right))
        while writes < 2:
            await asyncio.sleep(0)
        trace("called", reads)
        loop.add_reader(right, reader)
        trace("writer removed", loop.remove_writer(right))
        writes = 0
        while reads < 2:
            await asyncio.sleep(0)
        trace("called", writes, loop.remove_reader(right), loop.remove_reader(right), loop.remove_writer(right))

    with_sockets(stage, main)


@case("sockets/removed-in-its-callback", real=True)
def removed_in_its_callback(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, right = sockets.pair()
        done = loop.create_future()
        loop.add_writer(right, trace, "writer")
        loop.remove_writer(right)

        def reader():
            trace("reader", right.recv(10), loop.remove_reader(right), loop.remove_writer(right))
            right.close()
            done.set_result(None)

        def writer():
            if right.fileno() < 0:
                trace("writer of a closed socket")

        loop.add_reader(right, reader)
        left.send(b"x")
        loop.add_writer(right, writer)
        await done
        for _ in range(3):
            await asyncio.sleep(0)
        trace("closed", right.fileno())

    with_sockets(stage, main)


@case("sockets/changed-in-callbacks", real=True)
def changed_in_callbacks(stage):
    async def main(sockets):
        loop, trace = sockets.loop, stage.trace
        left, right = sockets.pair()
        turn = stage.turns(loop)
        done = loop.create_future()
        left.send(b"x")

        def first():
            before = turn()
            trace("first")

            def second():
                trace("second", turn() - before)
                trace("removed", loop.remove_reader(right))
                done.set_result(None)

            loop.add_reader(right, second)

        loop.add_reader(right, first)
        await done

    with_sockets(stage, main)


@case("sockets/closed-loop-watches-nothing", real=True)
def closed_loop_watches_nothing(stage):
    async def main(sockets):
        closed = stage.new_loop()
        closed.close()
        left, _ = sockets.pair()
        stage.attempt("reader", lambda: closed.add_reader(left, print))
        stage.attempt("writer", lambda: closed.add_writer(left, print))
        stage.trace("removed", closed.remove_reader(left), closed.remove_writer(left))

    with_sockets(stage, main)
