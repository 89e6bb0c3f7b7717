import asyncio

from open_children import child_case


@child_case("subprocess/cancelled")
async def cancelled(net, children):
    # The end of the pipe that it writes to tells when it is dead.
    for turns in [0, 1, 2, 3]:
        reader, writer = children.own_pipe()
        task = net.loop.create_task(children.exec("cancelled", ["cat"], stdout=writer.fd))
        await net.pass_turns(turns)
        task.cancel()
        await net.attempt("task", task)
        writer.close()
        net.trace("dead", await children.drain(reader))


@child_case("subprocess/cancelled-is-told")
async def cancelled_is_told(net, children):
    protocol = children.recorder("child")
    task = net.loop.create_task(net.loop.subprocess_exec(lambda: protocol, "cat"))
    await net.pass_turns(1)
    task.cancel()
    await net.attempt("task", task)
    if protocol.transport is not None:
        await protocol.when("lost")
    net.trace("broken rules", protocol.broken_rules() if protocol.heard else [])


@child_case("subprocess/cancelled-again")
async def cancelled_again(net, children):
    reader, writer = children.own_pipe()
    task = net.loop.create_task(children.exec("cancelled", ["cat"], stdout=writer.fd))
    await net.pass_turns(1)
    task.cancel()
    await net.pass_turns(1)
    task.cancel()
    await net.attempt("task", task)
    writer.close()
    net.trace("dead", await children.drain(reader))
    await net.pass_turns(20)


@child_case("subprocess/waiting-cancelled")
async def waiting_cancelled(net, children):
    protocol, transport = await children.exec("cat", ["cat"])

    async def wait():
        await protocol.when("lost")

    task = net.loop.create_task(wait())
    await net.pass_turns(2)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as error:
        net.trace("cancelled", error)
    net.trace("lives on", transport.get_returncode(), transport.is_closing())
    transport.get_pipe_transport(0).close()
    await protocol.when("lost")
    protocol.tell()
