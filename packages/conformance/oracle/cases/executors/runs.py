import asyncio

import works
from open_pools import thread_case


@thread_case("executors/several-in-a-run")
@thread_case("executors/several-in-a-run-blocking")
def several_in_a_run(net):
    loop, pool = net.new_loop(), net.pool(2)

    async def main():
        net.trace("one", await loop.run_in_executor(pool, works.power, 2, 1))
        futures = [loop.run_in_executor(pool, works.power, 2, exponent) for exponent in [1, 2, 3, 4]]
        for future in futures:
            net.trace("several", await future)
        try:
            await loop.run_in_executor(pool, works.fail)
        except ValueError as error:
            net.trace("error", error)

    loop.run_until_complete(main())


@thread_case("executors/cancelled-in-a-run")
@thread_case("executors/cancelled-in-a-run-blocking")
def cancelled_in_a_run(net):
    loop, pool, held, notes = net.new_loop(), net.pool(), net.gate(), net.file()
    running = loop.run_in_executor(pool, works.pass_gate, held.path, "ran")
    held.reached()

    async def waiting():
        await loop.run_in_executor(pool, works.note, notes, "never")

    async def main():
        task = loop.create_task(waiting())

        def cancel():
            net.trace("cancelled", task.cancel())
            held.open()

        loop.call_later(0.005, cancel)
        try:
            await task
        except asyncio.CancelledError as error:
            net.trace("task", error)
        net.trace("work", await running)

    loop.run_until_complete(main())
    pool.shutdown()
    net.trace("noted", net.lines(notes))
