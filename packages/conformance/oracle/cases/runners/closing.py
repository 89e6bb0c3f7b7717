import asyncio

from open_runners import runner_case


@runner_case("runners/closed")
def closed(at):
    one = at.runner()
    loop = one.get_loop()

    async def result():
        return "result"

    async def never():
        at.trace("never")

    at.attempt("run", lambda: one.run(result()))
    for _ in range(2):
        one.close()
        at.trace("closed", loop.is_closed())
    at.attempt("get loop", one.get_loop)
    coroutine = never()
    at.attempt("run", lambda: one.run(coroutine))
    coroutine.close()


@runner_case("runners/closed-unused")
def closed_unused(at):
    made = 0

    def loop_factory():
        nonlocal made
        made += 1
        return at.new_loop()

    async def result():
        return "result"

    one = at.runner(loop_factory=loop_factory)
    one.close()
    at.trace("made", made)
    coroutine = result()
    at.attempt("run", lambda: one.run(coroutine))
    coroutine.close()


@runner_case("runners/disposed")
def disposed(at):
    one = at.runner()
    with one:
        loop = one.get_loop()
    at.trace("closed", loop.is_closed())
    at.attempt("get loop", one.get_loop)


@runner_case("runners/leftover-tasks")
def leftover_tasks(at):
    one = at.runner()
    begun, ended = set(), set()

    async def leftover(name):
        begun.add(name)
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.001)
            ended.add(name)

    async def main():
        tasks = [asyncio.create_task(leftover(name)) for name in "abc"]
        await asyncio.sleep(0.001)
        return tasks

    tasks = one.run(main())
    at.trace("between", begun, ended, tasks)
    one.close()
    at.trace("closed", ended, tasks)


@runner_case("runners/leftover-errors")
def leftover_errors(at):
    one = at.runner()

    async def failing():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise ValueError("on purpose") from None

    async def swallowing():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            at.trace("swallowed")
        return "result"

    async def main():
        tasks = [asyncio.create_task(failing()), asyncio.create_task(swallowing())]
        await asyncio.sleep(0.001)
        return tasks

    tasks = one.run(main())
    one.close()
    at.trace("closed", tasks)


@runner_case("runners/started-while-closing")
def started_while_closing(at):
    one = at.runner()
    late = []

    async def leftover():
        try:
            await asyncio.sleep(60)
        finally:
            late.append(asyncio.create_task(asyncio.sleep(60)))

    async def main():
        late_parent = asyncio.create_task(leftover())
        await asyncio.sleep(0.001)
        return [late_parent]

    one.run(main())
    one.close()
    at.trace("late", late)


@runner_case("runners/open-asyncgens")
def open_asyncgens(at):
    one = at.runner()

    async def numbers():
        try:
            yield 1
            at.trace("never")
        finally:
            await asyncio.sleep(0.001)
            at.trace("generator closed")

    async def leftover():
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.005)
            at.trace("task ended")

    async def main():
        generator = numbers()
        at.trace("number", await anext(generator))
        task = asyncio.create_task(leftover())
        await asyncio.sleep(0.001)
        return [generator, task]

    kept = one.run(main())
    one.close()
    at.trace("closed", kept[0].ag_frame is None)


@runner_case("runners/order-of-the-end")
def order_of_the_end(at):
    one = at.runner()
    loop = one.get_loop()
    shutdown_asyncgens, shutdown_default_executor, close = loop.shutdown_asyncgens, loop.shutdown_default_executor, loop.close

    def traced_asyncgens():
        at.trace("generators")
        return shutdown_asyncgens()

    def traced_executor(timeout=None):
        at.trace("executor", timeout == 5 * 60)
        return shutdown_default_executor(timeout)

    def traced_close():
        at.trace("loop", loop.is_running())
        close()

    loop.shutdown_asyncgens, loop.shutdown_default_executor, loop.close = traced_asyncgens, traced_executor, traced_close
    one.close()
    loop.close = close
    at.trace("closed", loop.is_closed())


@runner_case("runners/end-fails")
def end_fails(at):
    one = at.runner()
    loop = one.get_loop()

    async def fail():
        raise ValueError("on purpose")

    loop.shutdown_asyncgens = fail
    at.attempt("first", one.close)
    at.trace("closed", loop.is_closed())
    at.attempt("second", one.close)
    at.attempt("get loop", one.get_loop)


@runner_case("runners/loop-closed-before")
def loop_closed_before(at):
    one = at.runner()
    one.get_loop().close()
    at.attempt("first", one.close)
    at.attempt("second", one.close)


@runner_case("runners/run")
def run(at):
    for fails in (False, True):
        loop = at.new_loop()

        async def leftover():
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.001)
                at.trace("leftover ended")

        async def main(loop=loop, fails=fails):
            task = loop.create_task(leftover())
            await asyncio.sleep(0.001)
            if fails:
                raise ValueError("on purpose")
            assert not task.done()
            return "result"

        at.attempt("run", lambda loop=loop, main=main: asyncio.run(main(), loop_factory=lambda: loop, debug=True))
        at.trace("closed", loop.is_closed(), loop.get_debug())
