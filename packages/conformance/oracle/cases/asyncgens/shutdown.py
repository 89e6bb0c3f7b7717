import asyncio
from contextvars import ContextVar

from stage import case


@case("asyncgens/open-ones-are-closed")
def open_ones_are_closed(stage):
    loop = stage.new_loop()
    closed = set()

    async def numbers(name):
        try:
            yield 1
            stage.trace("never", name)
        finally:
            closed.add(name)

    async def main():
        opened = [numbers(name) for name in "abc"]
        for generator in opened:
            stage.trace("number", await anext(generator))
        stage.trace("still open", closed)
        stage.trace("shut down", await loop.shutdown_asyncgens(), closed)
        for generator in opened:
            stage.trace("is at its end", await anext(generator, None) is None)

    loop.run_until_complete(main())


@case("asyncgens/none-is-left")
def none_is_left(stage):
    loop = stage.new_loop()

    async def numbers():
        try:
            yield 1
        finally:
            stage.trace("closed")

    async def main():
        generator = numbers()
        await anext(generator)
        stage.trace("first", await loop.shutdown_asyncgens())
        stage.trace("second", await loop.shutdown_asyncgens())

    empty = stage.new_loop()
    stage.trace("nothing", empty.run_until_complete(empty.shutdown_asyncgens()))
    loop.run_until_complete(main())


@case("asyncgens/ended-ones-are-not-closed")
def ended_ones_are_not_closed(stage):
    loop = stage.new_loop()

    async def numbers(name):
        try:
            yield 1
            yield 2
        finally:
            stage.trace("closed", name)

    async def main():
        ended, closed, left, unbegun = (numbers(name) for name in ["ended", "closed", "left", "unbegun"])
        async for number in ended:
            stage.trace("ended", number)
        stage.trace("closed", await anext(closed))
        await closed.aclose()
        try:
            async for number in left:
                stage.trace("left", number)
                break
        finally:
            await left.aclose()
        stage.trace("before")
        await loop.shutdown_asyncgens()
        await unbegun.aclose()
        stage.trace("after", await anext(unbegun, None) is None)

    loop.run_until_complete(main())


@case("asyncgens/finally-may-wait")
def finally_may_wait(stage):
    loop = stage.new_loop()

    async def sleeper(delay):
        try:
            yield delay
        finally:
            await asyncio.sleep(delay / 1000)
            stage.trace("closed", delay)

    async def main():
        opened = [sleeper(delay) for delay in [30, 10, 20]]
        for generator in opened:
            await anext(generator)
        stage.trace("shut down", await loop.shutdown_asyncgens())

    loop.run_until_complete(main())


@case("asyncgens/in-a-run-of-its-own")
def in_a_run_of_its_own(stage):
    loop = stage.new_loop()

    async def numbers():
        try:
            yield 1
            yield 2
        finally:
            stage.trace("closed", loop.is_running())

    async def following():
        return await anext(generator)

    generator = numbers()
    stage.trace("first", loop.run_until_complete(following()))
    stage.trace("second", loop.run_until_complete(following()))
    stage.trace("shut down", loop.run_until_complete(loop.shutdown_asyncgens()))
    loop.close()


@case("asyncgens/loops-apart")
def loops_apart(stage):
    first, second = stage.new_loop(), stage.new_loop()

    async def numbers(name):
        try:
            yield 1
        finally:
            stage.trace("closed", name)

    async def begin(generator):
        await anext(generator)

    one, other = numbers("first"), numbers("second")
    first.run_until_complete(begin(one))
    second.run_until_complete(begin(other))
    stage.trace("first loop", first.run_until_complete(first.shutdown_asyncgens()))
    stage.trace("second loop", second.run_until_complete(second.shutdown_asyncgens()))


@case("asyncgens/nested-ones")
def nested_ones(stage):
    loop = stage.new_loop()
    closed = set()

    async def inner():
        try:
            yield 1
            yield 2
        finally:
            closed.add("inner")

    async def outer():
        numbers = inner()
        try:
            async for number in numbers:
                yield number * 10
        finally:
            await numbers.aclose()
            closed.add("outer")

    async def main():
        generator = outer()
        stage.trace("number", await anext(generator))
        await loop.shutdown_asyncgens()
        stage.trace("closed", closed)

    loop.run_until_complete(main())


@case("asyncgens/variables")
def variables(stage):
    loop = stage.new_loop()
    variable = ContextVar("variable", default="default")

    async def numbers():
        try:
            stage.trace("begins", variable.get())
            yield 1
        finally:
            stage.trace("closed", variable.get())

    async def iterate():
        variable.set("who iterates")
        await anext(generator)

    async def shut_down():
        variable.set("who shuts down")
        await loop.shutdown_asyncgens()

    generator = numbers()
    loop.run_until_complete(iterate())
    loop.run_until_complete(shut_down())
