from open_children import ChildRecorder

from stage import case


def run_child(stage, command, **on):
    """Start a child of the shell, and run until it is over."""
    loop = stage.new_loop()
    protocol = ChildRecorder(loop, "child", stage.trace, **on)
    started = loop.create_task(loop.subprocess_shell(lambda: protocol, command))
    loop.run_until_complete(protocol.when("lost"))
    loop.run_until_complete(started)
    protocol.tell()


@case("subprocess/run", real=True)
@case("subprocess/run-blocking", real=True)
def run(stage):
    run_child(stage, "echo out; echo error >&2; exit 3")


@case("subprocess/input-in-a-run", real=True)
@case("subprocess/input-in-a-run-blocking", real=True)
def input_in_a_run(stage):
    pipes = []

    def made(transport):
        pipes.append(transport.get_pipe_transport(0))
        pipes[0].write(b"hello")

    def data(fd, answer):
        stage.trace("data", answer)
        pipes[0].close()

    run_child(stage, "cat", made=made, data=data)


@case("subprocess/killed-in-a-run", real=True)
@case("subprocess/killed-in-a-run-blocking", real=True)
def killed_in_a_run(stage):
    run_child(stage, "exec cat", made=lambda transport: transport.kill())


@case("subprocess/several-in-a-run", real=True)
@case("subprocess/several-in-a-run-blocking", real=True)
def several_in_a_run(stage):
    loop = stage.new_loop()
    recorders = []
    started = []

    def start(left):
        def exited():
            if left > 1:
                start(left - 1)

        protocol = ChildRecorder(loop, f"child {left}", stage.trace, exited=exited)
        recorders.append(protocol)
        options = {"stdin": None, "stdout": None, "stderr": None}
        started.append(loop.create_task(loop.subprocess_exec(lambda: protocol, "sh", "-c", f"exit {left}", **options)))
        if left == 1:
            protocol.when("lost").add_done_callback(lambda _: loop.stop())

    start(5)
    loop.run_forever()
    for task in started:
        loop.run_until_complete(task)
    for protocol in recorders:
        protocol.tell()
