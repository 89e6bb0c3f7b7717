import os
import tempfile

from open_children import child_case, has_proc


async def told(children, name, argv, **options):
    protocol, _ = await children.exec(name, argv, **options)
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/environment")
async def environment(net, children):
    await told(children, "env", ["/usr/bin/env"], env={"TSYNCIO_ONE": "1"})
    await told(children, "empty", ["/usr/bin/env"], env={})
    value = "a=b 'c' \"d\"\n$HOME é"
    given = {"TSYNCIO_TWO": value, "TSYNCIO_EMPTY": ""}
    await told(children, "exec", ["/bin/sh", "-c", 'echo "$TSYNCIO_TWO"'], env=given)


@child_case("subprocess/environment-of-a-shell")
async def environment_of_a_shell(net, children):
    protocol, _ = await children.shell("shell", "echo $TSYNCIO_ONE", env={"TSYNCIO_ONE": "1"})
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/environment-inherited")
async def environment_inherited(net, children):
    os.environ["TSYNCIO_INHERITED"] = "yes"
    try:
        await told(children, "sh", ["sh", "-c", "echo $TSYNCIO_INHERITED"])
    finally:
        del os.environ["TSYNCIO_INHERITED"]


@child_case("subprocess/path-of-the-environment")
async def path_of_the_environment(net, children):
    with tempfile.TemporaryDirectory() as folder:
        for name in ["tool", "other"]:
            program = os.path.join(folder, name)
            with open(program, "w") as file:
                file.write("#!/bin/sh\necho found\n")
            os.chmod(program, 0o755 if name == "tool" else 0o644)
        await told(children, "found", ["tool"], env={"PATH": f"/nowhere:{folder}"})
        await net.refusal("not there", children.exec("never", ["tool"], env={"PATH": "/nowhere"}))
        await net.refusal("not executable", children.exec("never", ["other"], env={"PATH": f"{folder}:/nowhere"}))
        await net.refusal("ours", children.exec("never", ["tool"]))


@child_case("subprocess/folder")
async def folder(net, children):
    with tempfile.TemporaryDirectory() as path:
        real = os.path.realpath(path)
        protocol, _ = await children.exec("pwd", ["pwd", "-P"], cwd=real)
        await protocol.when("lost")
        net.trace("there", protocol.data().decode() == f"{real}\n")
        with open(os.path.join(path, "tool"), "w") as file:
            file.write("#!/bin/sh\necho found\n")
        os.chmod(os.path.join(path, "tool"), 0o755)
        await told(children, "from there", ["./tool"], cwd=path)


@child_case("subprocess/name")
async def name(net, children):
    await told(children, "sh", ["another name", "-c", "echo $0"], executable="/bin/sh")


@child_case("subprocess/mask")
async def mask(net, children):
    await told(children, "sh", ["sh", "-c", "umask"], umask=0o027)
    await told(children, "sh", ["sh", "-c", "umask"], umask=0)


@child_case("subprocess/session", possible=has_proc)
async def session(net, children):
    look = "read pid name state parent group session rest < /proc/self/stat; echo $group $session"
    # The program that looks is the shell itself: its builtins open the file.
    for name, options in [("session", {"start_new_session": True}), ("group", {"process_group": 0}), ("neither", {})]:
        protocol, transport = await children.shell(name, look, **options)
        await protocol.when("lost")
        group, session = (int(number) for number in protocol.data().split())
        net.trace(name, transport.get_returncode(), group == transport.get_pid(), session == transport.get_pid())


@child_case("subprocess/session-is-reaped")
async def session_is_reaped(net, children):
    protocol, transport = await children.exec("sleep", ["sleep", "60"], start_new_session=True)
    transport.kill()
    await protocol.when("lost")
    protocol.tell()
    await told(children, "exit", ["sh", "-c", "exit 7"], start_new_session=True)


@child_case("subprocess/group-joined", possible=has_proc)
async def group_joined(net, children):
    _, leader = await children.exec("leader", ["cat"], process_group=0)
    look = "read pid name state parent group rest < /proc/self/stat; echo $group"
    protocol, _ = await children.shell("member", look, process_group=leader.get_pid())
    await protocol.when("lost")
    net.trace("same group", int(protocol.data()) == leader.get_pid())


@child_case("subprocess/signals-of-the-child", possible=has_proc)
async def signals_of_the_child(net, children):
    await told(children, "grep", ["grep", "-E", "^SigBlk", "/proc/self/status"])
    protocol, _ = await children.shell("pipe", "trap - PIPE; kill -PIPE $$; echo survived")
    await protocol.when("lost")
    protocol.tell()
