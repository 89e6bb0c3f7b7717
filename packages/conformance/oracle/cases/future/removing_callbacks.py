import asyncio

from stage import case


def run_turns(loop, count):
    """Run `loop` for exactly so many turns."""

    def following(left):
        if left == 0:
            loop.stop()
        else:
            loop.call_soon(following, left - 1)

    loop.call_soon(following, count - 1)
    loop.run_forever()


def remove_of_three(stage, removed):
    """A future with three callbacks of which those with these names are removed before it is done."""
    loop = stage.new_loop()
    future = loop.create_future()
    callbacks = {name: (lambda done, name=name: stage.trace(name, done.result())) for name in ["first", "second", "third"]}
    for callback in callbacks.values():
        future.add_done_callback(callback)
    for name in removed:
        stage.trace("removed", future.remove_done_callback(callbacks[name]))
    future.set_result("result")
    run_turns(loop, 2)


@case("future/remove-first-callback")
def remove_first_callback(stage):
    remove_of_three(stage, ["first"])


@case("future/remove-first-and-second-callback")
def remove_first_and_second_callback(stage):
    remove_of_three(stage, ["first", "second"])


@case("future/remove-third-callback")
def remove_third_callback(stage):
    remove_of_three(stage, ["third"])


@case("future/remove-all-callbacks")
def remove_all_callbacks(stage):
    remove_of_three(stage, ["third", "first", "second"])
    stage.trace("ended")


@case("future/remove-callback-counts")
def remove_callback_counts(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def once(done):
        stage.trace("once")

    def often(done):
        stage.trace("never")

    stage.trace("none yet", future.remove_done_callback(often))
    for callback in [often, once, often, often]:
        future.add_done_callback(callback)
    stage.trace("removed", future.remove_done_callback(often), future.remove_done_callback(often))
    stage.trace("unknown", future.remove_done_callback(lambda done: None))
    future.set_result(1)
    run_turns(loop, 2)
    stage.trace("after all", future.remove_done_callback(once))


@case("future/remove-callback-when-done")
def remove_callback_when_done(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def callback(done):
        stage.trace("called")

    future.add_done_callback(callback)
    future.set_result(1)
    stage.trace("removed", future.remove_done_callback(callback))
    future.add_done_callback(callback)
    stage.trace("removed", future.remove_done_callback(callback))
    run_turns(loop, 2)


@case("future/callback-removes-callbacks")
def callback_removes_callbacks(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def last(done):
        stage.trace("last")

    def first(done):
        stage.trace("first removes", done.remove_done_callback(last), done.remove_done_callback(first))

    future.add_done_callback(first)
    future.add_done_callback(last)
    future.add_done_callback(last)
    future.set_result(1)
    run_turns(loop, 2)


@case("future/remove-callback-of-a-task")
def remove_callback_of_a_task(stage):
    loop = stage.new_loop()
    future = loop.create_future()

    def callback(done):
        stage.trace("never")

    async def waiter():
        return await future

    async def main():
        await asyncio.sleep(0)
        stage.trace("removed", future.remove_done_callback(callback), task)
        future.set_result("result")
        stage.trace("task", await task)

    future.add_done_callback(callback)
    task = loop.create_task(waiter())
    loop.run_until_complete(main())
