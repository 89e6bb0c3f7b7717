import asyncio

from stage import case


@case("task/cancel-before-start-async")
@case("task/cancel-before-start")
def cancel_before_start(stage):
    loop = stage.new_loop()

    async def main():
        stage.trace("never")

    task = loop.create_task(main())
    stage.trace("cancel", task.cancel("told"), task.cancelled(), task.cancelling())
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError as error:
        stage.trace("caught", error, stage.message(error))
    stage.trace("then", task, task.cancelled())


@case("task/cancel-sleeping-async")
@case("task/cancel-sleeping")
def cancel_sleeping(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(10)
        stage.trace("never")

    task = loop.create_task(main())
    loop.call_soon(lambda: stage.trace("cancel", task.cancel(), task.cancelled()))
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", task.done(), task.cancelled(), task.cancel(), task.cancelling())


@case("task/cancel-message-async")
@case("task/cancel-message")
def cancel_message(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def main():
        try:
            await future
        except asyncio.CancelledError as error:
            stage.trace("inside", error, stage.message(error))
            raise

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, task.cancel, "told")
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError as error:
        stage.trace("outside", error, stage.message(error))


def cancel_and_ask(stage, event, ask):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        task.cancel("told")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        try:
            ask(task)
        except asyncio.CancelledError as error:
            stage.trace(event, error, stage.message(error))

    task = loop.create_task(asyncio.sleep(10))
    loop.run_until_complete(main())


@case("task/cancel-message-from-result-async")
@case("task/cancel-message-from-result")
def cancel_message_from_result(stage):
    cancel_and_ask(stage, "result", lambda task: task.result())


@case("task/cancel-message-from-exception-async")
@case("task/cancel-message-from-exception")
def cancel_message_from_exception(stage):
    cancel_and_ask(stage, "exception", lambda task: task.exception())


@case("task/cancel-message-asked-again-async")
@case("task/cancel-message-asked-again")
def cancel_message_asked_again(stage):
    loop = stage.new_loop()
    task = loop.create_task(asyncio.sleep(10))
    loop.call_soon(loop.call_soon, task.cancel, "told")
    for ask in [lambda: loop.run_until_complete(task), task.result, task.exception]:
        try:
            ask()
        except asyncio.CancelledError as error:
            stage.trace("asked", error, stage.message(error))


@case("task/cancel-cancels-the-future-async")
@case("task/cancel-cancels-the-future")
def cancel_cancels_the_future(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    future = loop.create_future()

    async def wait():
        try:
            await future
        except asyncio.CancelledError as error:
            stage.trace("caught", error, stage.message(error), turn())
            raise

    async def main():
        await asyncio.sleep(0)
        stage.trace("cancel", turn(), task.cancel("told"), future, task, task.cancelling())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stage.trace("then", future, task, task.cancelling())

    task = loop.create_task(wait())
    loop.run_until_complete(main())


@case("task/cancel-inner-future-async")
@case("task/cancel-inner-future")
def cancel_inner_future(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def main():
        await future
        return "never"

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, future.cancel)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", future, task, task.cancelled(), task.cancelling())


@case("task/cancel-both-async")
@case("task/cancel-both")
def cancel_both(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    async def main():
        try:
            await future
        except asyncio.CancelledError as error:
            stage.trace("caught", error)
            await asyncio.sleep(0)
            stage.trace("goes on")
            raise

    def both():
        stage.trace("future", future.cancel())
        stage.trace("task", task.cancel())

    task = loop.create_task(main())
    loop.call_soon(loop.call_soon, both)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("then", future, task, task.cancelling())
