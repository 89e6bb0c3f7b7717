import os
import tempfile

from open_children import child_case

BYTES_ONLY = [
    ("universal_newlines", True),
    ("bufsize", 4096),
    ("text", True),
    ("encoding", "utf-8"),
    ("errors", "strict"),
]


@child_case("subprocess/no-such-program")
async def no_such_program(net, children):
    await net.refusal("name", children.exec("never", ["tsyncio-no-such-program"]))
    await net.refusal("path", children.exec("never", ["/nowhere/program"]))
    await net.refusal("not piped", children.exec("never", ["/nowhere/program"], stdin=None, stdout=None, stderr=None))
    net.trace("heard", [recorder.heard for recorder in children.recorders])


@child_case("subprocess/not-executable")
async def not_executable(net, children):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "file")
        with open(file, "w") as opened:
            opened.write("#!/bin/sh\necho never\n")
        await net.refusal("file", children.exec("never", [file]))
        await net.refusal("folder", children.exec("never", [folder]))
        await net.refusal("below a file", children.exec("never", [os.path.join(file, "program")]))
        os.chmod(file, 0o755)
        with open(file, "w") as opened:
            opened.write("#!/nowhere/interpreter\n")
        await net.refusal("no interpreter", children.exec("never", [file]))
        with open(file, "w") as opened:
            opened.write("neither a program nor a script")
        await net.refusal("no format", children.exec("never", [file]))


@child_case("subprocess/no-such-folder")
async def no_such_folder(net, children):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "file")
        with open(file, "w"):
            pass
        await net.refusal("missing", children.exec("never", ["cat"], cwd=os.path.join(folder, "missing")))
        await net.refusal("file", children.exec("never", ["cat"], cwd=file))
        await net.refusal("shell", children.shell("never", "true", cwd=file))
    net.trace("heard", [recorder.heard for recorder in children.recorders])


@child_case("subprocess/too-much")
async def too_much(net, children):
    await net.refusal("argument", children.exec("never", ["/bin/true", "x" * 10_000_000]))
    await net.refusal("environment", children.exec("never", ["/bin/true"], env={"MUCH": "x" * 10_000_000}))


@child_case("subprocess/missing-shell-command")
async def missing_shell_command(net, children):
    protocol, _ = await children.shell("shell", "tsyncio-no-such-program 2>/dev/null")
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/options-of-text")
async def options_of_text(net, children):
    for name, value in BYTES_ONLY:
        await net.refusal(f"exec {name}", children.exec("never", ["true"], **{name: value}))
        await net.refusal(f"shell {name}", children.shell("never", "true", **{name: value}))
    await net.refusal("exec shell", children.exec("never", ["true"], shell=True))
    await net.refusal("shell shell", children.shell("never", "true", shell=False))
    net.trace("heard", [recorder.heard for recorder in children.recorders])


@child_case("subprocess/options-of-text-that-say-no")
async def options_of_text_that_say_no(net, children):
    none = {"universal_newlines": False, "bufsize": 0}
    rest = {"shell": False, "text": False, "encoding": None, "errors": None}
    protocol, _ = await children.exec("exec", ["sh", "-c", "exit 3"], **none, **rest)
    await protocol.when("lost")
    protocol.tell()
    protocol, _ = await children.shell("shell", "exit 4", **none, shell=True)
    await protocol.when("lost")
    protocol.tell()


@child_case("subprocess/no-commands")
async def no_commands(net, children):
    for command in [["ls", "-l"], None, 1]:
        await net.refusal("shell", children.shell("never", command))
    for program in [None, 1, ["ls"]]:
        await net.refusal("exec", children.exec("never", [program]))
    await net.refusal("argument", children.exec("never", ["true", 1]))


@child_case("subprocess/nul-characters")
async def nul_characters(net, children):
    await net.refusal("program", children.exec("never", ["tr\0ue"]))
    await net.refusal("argument", children.exec("never", ["true", "a\0b"]))
    await net.refusal("command", children.shell("never", "true\0"))
    await net.refusal("environment", children.exec("never", ["true"], env={"A": "a\0b"}))
    await net.refusal("name", children.exec("never", ["true"], env={"A=B": "c"}))
    await net.refusal("folder", children.exec("never", ["true"], cwd="/\0"))


@child_case("subprocess/no-stdio")
async def no_stdio(net, children):
    await net.refusal("text", children.exec("never", ["true"], stdin="a file"))
    await net.refusal("object", children.exec("never", ["true"], stdout=object()))
    await net.refusal("closed descriptor", children.exec("never", ["true"], stderr=1_000_000))


@child_case("subprocess/factory-raises")
async def factory_raises(net, children):
    def factory():
        raise ValueError("on purpose")

    await net.refusal("exec", net.loop.subprocess_exec(factory, "true"))
    await net.refusal("shell", net.loop.subprocess_shell(factory, "true"))


@child_case("subprocess/callbacks-raise")
async def callbacks_raise(net, children):
    def fail(*args):
        raise ValueError("on purpose")

    for event in ["made", "data", "end", "exited"]:
        reports = []
        net.loop.set_exception_handler(lambda loop, context: reports.append(type(context["exception"]).__name__))
        protocol, transport = await children.exec(event, ["cat"], on={event: fail})
        transport.get_pipe_transport(0).write(b"hello")
        await protocol.when_bytes(5)
        transport.get_pipe_transport(0).close()
        await protocol.when("lost")
        net.trace("reports", reports)
        protocol.tell()
