import asyncio
import types

from stage import case


@types.coroutine
def bare():
    yield


@case("task/cancel-between-bare-yields")
def cancel_between_bare_yields(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def main():
        stage.trace("begins", turn())
        await bare()
        stage.trace("goes on", turn())
        await bare()
        stage.trace("never")

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, lambda: stage.trace("cancel", turn(), task.cancel(), task))
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task)


@case("task/cancel-turns")
def cancel_turns(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)

    async def work(name):
        try:
            await asyncio.sleep(10)
        finally:
            stage.trace(f"{name} ends", turn())

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", turn(), task.cancel())
        try:
            await task
        except asyncio.CancelledError as error:
            stage.trace("waiter", error, turn())
        unstarted = loop.create_task(work("never"))
        stage.trace("cancel before the start", turn(), unstarted.cancel())
        try:
            await unstarted
        except asyncio.CancelledError as error:
            stage.trace("waiter", error, turn())

    task = loop.create_task(work("task"))
    task.add_done_callback(lambda done: stage.trace("callback", turn()))
    loop.run_until_complete(main())


def cancel_with_outcome(stage, settle):
    loop = stage.new_loop()
    future = loop.create_future()

    async def main():
        try:
            return await future
        except BaseException as error:
            stage.trace("caught", error, stage.message(error))
            raise

    def both():
        settle(future)
        stage.trace("cancel", task.cancel("told"), task.cancelling())

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, both)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, future)


@case("task/cancel-after-result-async")
@case("task/cancel-after-result")
def cancel_after_result(stage):
    cancel_with_outcome(stage, lambda future: future.set_result("result"))


@case("task/cancel-after-error-async")
@case("task/cancel-after-error")
def cancel_after_error(stage):
    cancel_with_outcome(stage, lambda future: future.set_exception(ValueError("failed")))


@case("task/cancel-before-result-async")
@case("task/cancel-before-result")
def cancel_before_result(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def main():
        return await future

    def both():
        stage.trace("cancel", task.cancel())
        stage.attempt("set a result", lambda: future.set_result("result"))

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, both)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, future)


@case("task/cancel-twice-at-once-async")
@case("task/cancel-twice-at-once")
def cancel_twice_at_once(stage):
    loop = stage.new_loop()

    async def main():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error), asyncio.current_task().cancelling())
        await asyncio.sleep(0)
        stage.trace("goes on", asyncio.current_task().cancelling())
        return "result"

    task = loop.create_task(main())
    loop.call_soon(
        loop.call_soon, lambda: stage.trace("cancel", task.cancel("first"), task.cancel("second"), task.cancelling())
    )
    stage.attempt("result", lambda: loop.run_until_complete(task))
    stage.trace("then", task)


@case("task/cancel-twice-before-start-async")
@case("task/cancel-twice-before-start")
def cancel_twice_before_start(stage):
    loop = stage.new_loop()

    async def main():
        stage.trace("never")

    task = loop.create_task(main())
    stage.trace("cancel", task.cancel("first"), task.cancel("second"), task.cancelling())
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError as error:
        stage.trace("caught", error, stage.message(error))
    stage.trace("then", task, task.cancelling())


@case("task/cancel-itself-async")
@case("task/cancel-itself")
def cancel_itself(stage):
    loop = stage.new_loop()

    async def main():
        stage.trace("cancel", asyncio.current_task().cancel(), asyncio.current_task())
        stage.trace("goes on")
        await asyncio.sleep(10)
        stage.trace("never")

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task.done(), task.cancelled(), task.cancel())


@case("task/cancel-itself-at-the-end-async")
@case("task/cancel-itself-at-the-end")
def cancel_itself_at_the_end(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", asyncio.current_task().cancel("told"))
        return "result"

    task = loop.create_task(main())
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError as error:
        stage.trace("caught", error, stage.message(error))
    stage.trace("then", task, task.cancelled(), task.cancel())


@case("task/cancel-itself-and-fail-async")
@case("task/cancel-itself-and-fail")
def cancel_itself_and_fail(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        asyncio.current_task().cancel()
        raise ValueError

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task, task.cancelling())


@case("task/cancel-itself-waiting-for-done-async")
@case("task/cancel-itself-waiting-for-done")
def cancel_itself_waiting_for_done(stage):
    loop = stage.new_loop()
    done = loop.create_future()
    done.set_result("result")

    async def main():
        asyncio.current_task().cancel()
        stage.trace("done", await done)
        await asyncio.sleep(0)
        stage.trace("never")

    task = loop.create_task(main())
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task)


@case("task/cancel-done-async")
@case("task/cancel-done")
def cancel_done(stage):
    loop = stage.new_loop()

    async def finish():
        await asyncio.sleep(0)
        return "result"

    async def fail():
        await asyncio.sleep(0)
        raise ValueError

    finished, failed = loop.create_task(finish()), loop.create_task(fail())
    stage.attempt("finished", lambda: loop.run_until_complete(finished))
    stage.attempt("failed", lambda: loop.run_until_complete(failed))
    for task in [finished, failed]:
        stage.trace("cancel", task.cancel(), task, task.cancelling())
