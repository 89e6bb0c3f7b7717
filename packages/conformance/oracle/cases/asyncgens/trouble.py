import asyncio
import warnings

from stage import case


@case("asyncgens/error-is-reported")
def error_is_reported(stage):
    loop = stage.new_loop()
    closed = set()
    opened = []

    async def numbers(name):
        try:
            yield 1
        finally:
            closed.add(name)
            if name == "failing":
                raise ValueError("failed")

    def handler(of, context):
        words = "an error occurred during closing of asynchronous generator"
        report = stage.report_of({**context, "message": words})
        stage.trace("handler", of is loop, words in context["message"], report, opened.index(context["asyncgen"]))

    async def main():
        opened.extend(numbers(name) for name in ["first", "failing", "last"])
        loop.set_exception_handler(handler)
        for generator in opened:
            await anext(generator)
        stage.trace("shut down", await loop.shutdown_asyncgens(), closed)

    loop.run_until_complete(main())


@case("asyncgens/errors-of-many")
def errors_of_many(stage):
    loop = stage.new_loop()
    reported = set()
    loop.set_exception_handler(lambda of, context: reported.add(stage.message(context["exception"])))

    async def numbers(name):
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            raise ValueError(name)

    async def main():
        opened = [numbers(name) for name in "abc"]
        for generator in opened:
            await anext(generator)
        stage.trace("shut down", await loop.shutdown_asyncgens(), reported)

    loop.run_until_complete(main())


@case("asyncgens/yields-while-it-closes")
def yields_while_it_closes(stage):
    loop = stage.new_loop()
    loop.set_exception_handler(lambda of, context: stage.trace("handler", context["exception"]))

    async def numbers():
        try:
            yield 1
        finally:
            stage.trace("closing")
            yield 2

    async def main():
        generator = numbers()
        await anext(generator)
        stage.trace("shut down", await loop.shutdown_asyncgens())

    loop.run_until_complete(main())


@case("asyncgens/in-use")
def in_use(stage):
    loop = stage.new_loop()
    loop.set_exception_handler(lambda of, context: stage.trace("handler", context["exception"]))

    async def numbers():
        try:
            yield 1
            await asyncio.sleep(0.01)
            yield 2
            stage.trace("never")
        finally:
            stage.trace("closed")

    async def following(generator):
        stage.trace("number", await anext(generator))

    async def main():
        generator = numbers()
        await anext(generator)
        task = loop.create_task(following(generator))
        await asyncio.sleep(0)
        await loop.shutdown_asyncgens()
        stage.trace("shut down")
        await task
        await generator.aclose()

    loop.run_until_complete(main())


@case("asyncgens/of-a-cancelled-task")
def of_a_cancelled_task(stage):
    loop = stage.new_loop()

    async def numbers(name, delay):
        try:
            yield 1
            await asyncio.sleep(delay)
        finally:
            stage.trace("closed", name)

    async def iterate(held, running):
        await anext(held)
        async for number in running:
            stage.trace("number", number)

    async def main():
        held = numbers("held", 0)
        task = loop.create_task(iterate(held, numbers("running", 3600)))
        await asyncio.sleep(0.01)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("task", error)
        await loop.shutdown_asyncgens()
        stage.trace("shut down")

    loop.run_until_complete(main())


@case("asyncgens/after-shutdown")
def after_shutdown(stage):
    loop = stage.new_loop()

    async def numbers():
        try:
            yield 1
            yield 2
        finally:
            stage.trace("closed")

    async def main():
        await loop.shutdown_asyncgens()
        generator = numbers()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            stage.trace("first", await anext(generator))
            stage.trace("second", await anext(generator))
        stage.trace("warnings", len([warning for warning in caught if warning.category is ResourceWarning]))
        await loop.shutdown_asyncgens()
        stage.trace("shut down")

    loop.run_until_complete(main())
