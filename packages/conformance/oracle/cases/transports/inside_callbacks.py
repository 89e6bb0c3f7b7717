import asyncio
import re
import socket

from open_transports import transport_case

MUCH = b"x" * 1_000_000
EVENTS = ["made", "data", "eof", "pause", "resume", "lost"]


async def live_through(net, protocol):
    """Have everything happen to a connection, while it is open."""
    transport, peer = await net.side(protocol)
    received = net.loop.create_task(net.receive(peer))
    steps = [
        lambda: peer.send(b"x"),
        lambda: transport.write(MUCH),
        lambda: peer.shutdown(socket.SHUT_WR),
        transport.close,
    ]
    for step in steps:
        if transport.is_closing():
            break
        step()
        await net.pass_turns(2)
        while not transport.is_closing() and transport.get_write_buffer_size() > 0:
            await net.pass_turns(1)
        await net.pass_turns()
    await protocol.when("lost")
    return len(await received)


async def close_in(net, method, event):
    """Close a connection in its callback, and trace how much of what was written arrived."""

    def react(*args):
        getattr(protocol.transport, method)()

    protocol = net.recorder(f"{method} in {event}:", **{"eof": lambda: True, event: react})
    received = await live_through(net, protocol)
    known = {0: "nothing", len(MUCH): "all"}
    net.trace("received", known.get(received, "a part" if received < len(MUCH) else "more"))


@transport_case("transports/close-in-every-callback")
async def close_in_every_callback(net):
    for event in EVENTS:
        if event != "resume":
            await close_in(net, "close", event)


@transport_case("transports/abort-in-every-callback")
async def abort_in_every_callback(net):
    for event in EVENTS:
        if event != "resume":
            await close_in(net, "abort", event)


@transport_case("transports/closed-when-resumed")
async def closed_when_resumed(net):
    await close_in(net, "close", "resume")
    await close_in(net, "abort", "resume")


@transport_case("transports/write-in-every-callback")
async def write_in_every_callback(net):
    def write(event):
        protocol.transport.write(f"[{event}]".encode())
        return True

    reactions = {event: (lambda *_, event=event: write(event)) for event in EVENTS}
    protocol = net.recorder("one", **reactions)
    transport, peer = await net.side(protocol)
    received = net.loop.create_task(net.receive(peer))
    peer.send(b"x")
    await net.pass_turns()
    transport.write(MUCH)
    await protocol.when("resume")
    peer.shutdown(socket.SHUT_WR)
    await protocol.when("eof")
    transport.close()
    await protocol.when("lost")
    net.trace("received", re.sub(rb"x+", b" much ", await received))


@transport_case("transports/reads-by-turns")
async def reads_by_turns(net):
    def toggle(*_):
        protocol.transport.pause_reading()
        protocol.transport.resume_reading()

    protocol = net.recorder("one", made=toggle, data=toggle, eof=toggle, lost=toggle)
    _, peer = await net.side(protocol)
    for piece in [b"first", b"second"]:
        before = protocol.count("data")
        peer.send(piece)
        await protocol.when("data", before + 1)
    peer.close()
    await protocol.when("lost")
    await net.pass_turns()


@transport_case("transports/tasks-between")
async def tasks_between(net):
    answered = net.loop.create_future()

    async def answer(data):
        net.trace("task", data)
        await asyncio.sleep(0)
        net.trace("goes on")
        protocol.transport.write(b"<" + data + b">")
        answered.set_result(None)

    def on_data(data):
        net.loop.call_soon(net.trace, "callback")
        net.loop.create_task(answer(data))
        net.trace("inside")

    protocol = net.recorder("one", data=on_data)
    _, peer = await net.side(protocol)
    peer.send(b"question")
    await answered
    net.trace("received", await net.receive(peer, 10))
