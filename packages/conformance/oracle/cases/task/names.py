import asyncio
import re

from stage import case


@case("task/default-names")
def default_names(stage):
    loop = stage.new_loop()
    first = loop.create_task(asyncio.sleep(0))
    named = loop.create_task(asyncio.sleep(0), name="named")
    second = stage.new_loop().create_task(asyncio.sleep(0))
    third = loop.create_task(asyncio.sleep(0))
    numbers = [int(re.fullmatch(r"Task-(\d+)", task.get_name())[1]) for task in [first, second, third]]
    stage.trace("numbers", *[number - numbers[0] for number in numbers])
    stage.trace("named", named.get_name())
    stage.trace("stays", first.get_name() == f"Task-{numbers[0]}")
    loop.run_until_complete(third)
    stage.trace("done", third.get_name() == f"Task-{numbers[2]}")


@case("task/names")
def names(stage):
    loop = stage.new_loop()

    async def main():
        stage.trace("inside", asyncio.current_task().get_name())
        asyncio.current_task().set_name("set inside")
        await asyncio.sleep(0)

    task = loop.create_task(main(), name="given")
    stage.trace("given", task.get_name())
    task.set_name("changed")
    stage.trace("changed", task.get_name())
    loop.run_until_complete(task)
    stage.trace("done", task.get_name())
    task.set_name("")
    stage.trace("empty", task.get_name())


@case("task/names-of-other-types")
def names_of_other_types(stage):
    loop = stage.new_loop()
    task = loop.create_task(asyncio.sleep(0), name=1234)
    stage.trace("given", task.get_name())
    task.set_name(987654321)
    stage.trace("set", task.get_name())
