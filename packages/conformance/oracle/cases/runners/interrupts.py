import asyncio
import signal

from open_runners import interrupt_case


async def waiting(at, then):
    """Main that waits, while SIGINT comes."""
    asyncio.get_running_loop().call_later(0.02, at.interrupt)
    try:
        return await asyncio.sleep(3, "not interrupted")
    except asyncio.CancelledError as error:
        at.trace("main", error)
        return await then(error)


async def rethrow(error):
    raise error


async def leftover(at, seconds=0):
    try:
        await asyncio.sleep(60)
    finally:
        if seconds:
            await asyncio.sleep(seconds)
        at.trace("leftover ends")


@interrupt_case("runners/interrupt")
def interrupt(at):
    one, before = at.runner(), signal.getsignal(signal.SIGINT)

    async def result():
        return "result"

    for _ in range(2):
        at.attempt("run", lambda: one.run(waiting(at, rethrow)))
        at.trace("as before", signal.getsignal(signal.SIGINT) is before)
    at.attempt("next", lambda: one.run(result()))


@interrupt_case("runners/interrupt-in-turns")
def interrupt_in_turns(at):
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_later(0.02, at.interrupt)
        end = loop.time() + 3
        while loop.time() < end:
            await asyncio.sleep(0)
        return "not interrupted"

    at.attempt("run", lambda: at.runner().run(main()))


@interrupt_case("runners/interrupt-caught")
def interrupt_caught(at):
    one = at.runner()

    async def at_once(error):
        return "caught"

    async def after_a_wait(error):
        return await asyncio.sleep(0.001, "caught")

    at.attempt("at once", lambda: one.run(waiting(at, at_once)))
    at.attempt("after a wait", lambda: one.run(waiting(at, after_a_wait)))


@interrupt_case("runners/interrupt-and-error")
def interrupt_and_error(at):
    async def fail(error):
        raise ValueError("on purpose") from None

    at.attempt("run", lambda: at.runner().run(waiting(at, fail)))


@interrupt_case("runners/interrupt-taken-back")
def interrupt_taken_back(at):
    async def take_back(error):
        task = asyncio.current_task()
        at.trace("left", task.cancelling(), task.uncancel())
        raise error

    at.attempt("run", lambda: at.runner().run(waiting(at, take_back)))


@interrupt_case("runners/interrupt-of-a-cancelled-main")
def interrupt_of_a_cancelled_main(at):
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_later(0.005, asyncio.current_task().cancel)
        try:
            await asyncio.sleep(3)
        except asyncio.CancelledError as error:
            at.trace("main", error)
        loop.call_later(0.005, at.interrupt)
        return await asyncio.sleep(3, "not interrupted")

    at.attempt("run", lambda: at.runner().run(main()))


@interrupt_case("runners/interrupt-leaves-other-tasks")
def interrupt_leaves_other_tasks(at):
    one = at.runner()
    states = []

    async def main():
        states.append(asyncio.create_task(leftover(at)))
        return await waiting(at, rethrow)

    at.attempt("run", lambda: one.run(main()))
    at.trace("between", states)
    one.close()
    at.trace("closed", states)


@interrupt_case("runners/interrupted-run")
def interrupted_run(at):
    loop = at.new_loop()
    kept = []

    async def main():
        kept.append(loop.create_task(leftover(at, 0.001)))
        return await waiting(at, rethrow)

    at.attempt("run", lambda: asyncio.run(main(), loop_factory=lambda: loop))
    at.trace("closed", loop.is_closed())


@interrupt_case("runners/interrupt-handled-otherwise")
def interrupt_handled_otherwise(at):
    one = at.runner()
    futures = []

    def handler(number, frame):
        at.trace("handler")
        one.get_loop().call_soon_threadsafe(futures[-1].set_result, None)

    async def main():
        loop = asyncio.get_running_loop()
        futures.append(loop.create_future())
        loop.call_later(0.01, at.interrupt)
        await futures[-1]
        return "not interrupted"

    signal.signal(signal.SIGINT, handler)
    for _ in range(2):
        at.attempt("run", lambda: one.run(main()))
    at.trace("as before", signal.getsignal(signal.SIGINT) is handler)


@interrupt_case("runners/interrupt-handled-by-the-loop")
def interrupt_handled_by_the_loop(at):
    async def main():
        loop = asyncio.get_running_loop()
        handled = loop.create_future()
        loop.add_signal_handler(signal.SIGINT, handled.set_result, "not interrupted")
        loop.call_later(0.01, at.interrupt)
        return await handled

    at.attempt("run", lambda: at.runner().run(main()))
