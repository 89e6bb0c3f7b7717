import asyncio

from stage import case


@case("task/create-refuses")
def create_refuses(stage):
    loop = stage.new_loop()
    for name, value in [
        ("number", 123),
        ("text", "text"),
        ("nothing", None),
        ("list", []),
        ("object", {}),
        ("future", loop.create_future()),
    ]:
        stage.attempt(name, lambda: loop.create_task(value))
    stage.trace("all", len(asyncio.all_tasks(loop)))


@case("task/create-on-the-running-loop")
def create_on_the_running_loop(stage):
    loop = stage.new_loop()

    async def child():
        await asyncio.sleep(0)
        return "result"

    async def main():
        task = asyncio.create_task(child(), name="name")
        stage.trace("created", task, task.get_name(), task.get_loop() is loop)
        stage.trace("result", await task)

    loop.run_until_complete(main())


@case("task/get-coro")
def get_coro(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)

    coroutine = main()
    task = loop.create_task(coroutine)
    stage.trace("pending", task.get_coro() is coroutine)
    loop.run_until_complete(task)
    stage.trace("done", task.get_coro() is coroutine)


@case("task/belongs-to-its-loop-async")
@case("task/belongs-to-its-loop")
def belongs_to_its_loop(stage):
    loop = stage.new_loop()

    async def main():
        await asyncio.sleep(0)
        return "result"

    task = loop.create_task(main())
    stage.trace("created", task, task.done(), task.cancelled(), task.get_loop() is loop, asyncio.isfuture(task))
    stage.attempt("result too early", task.result)
    stage.attempt("exception too early", task.exception)
    stage.attempt("run", lambda: loop.run_until_complete(task))
    stage.trace("done", task, task.done(), task.cancelled(), task.result(), task.exception())


@case("task/first-step-async")
@case("task/first-step")
def first_step(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    done = loop.create_future()
    tasks = []

    async def begin(name):
        stage.trace(name, turn())
        if name == "last":
            done.set_result(None)
        else:
            await done

    def create():
        stage.trace("callback", turn())
        for name in ["first", "second", "last"]:
            tasks.append(loop.create_task(begin(name)))
        stage.trace("created", turn())

    tasks.append(loop.create_task(begin("before the run")))
    loop.call_soon(create)
    loop.run_until_complete(done)


@case("task/create-inside-tasks-async")
@case("task/create-inside-tasks")
def create_inside_tasks(stage):
    loop = stage.new_loop()
    turn = stage.turns(loop)
    tasks = []

    async def branch(name, depth):
        stage.trace(name, turn())
        if depth > 0:
            for side in "lr":
                tasks.append(loop.create_task(branch(name + side, depth - 1)))

    async def main():
        for _ in range(6):
            await asyncio.sleep(0)

    tasks.append(loop.create_task(branch("", 3)))
    loop.run_until_complete(main())
    stage.trace("left", len(asyncio.all_tasks(loop)))
