"""The twin of src/cases/signals/open-signals.ts."""

import os
import signal
import subprocess

from stage import case

STATUS = "/proc/self/status"


class SignalStage:
    def __init__(self, stage):
        self.loop = stage.new_loop()
        self.new_loop = stage.new_loop
        self.trace = stage.trace
        self.attempt = stage.attempt
        self.report_of = stage.report_of

    def send(self, signo):
        os.kill(os.getpid(), signo)

    def send_from_outside(self, signo):
        """Have another process send it; the answer waits for that to end."""
        return subprocess.Popen(["/bin/sh", "-c", f"kill -{signo} {os.getpid()}"]).wait

    def pass_turns(self, loop=None, turns=20):
        """Run for so many turns."""
        loop = loop or self.loop

        def turn(left):
            if left == 0:
                loop.stop()
            else:
                loop.call_soon(turn, left - 1)

        loop.call_soon(turn, turns)
        loop.run_forever()

    def run_until_stopped(self):
        """Run until something stops the loop, for three seconds at most."""
        late = self.loop.call_later(3, self.loop.stop)
        self.loop.run_forever()
        self.trace("in time", self.loop.time() < late.when())
        late.cancel()

    def disposition(self, signo):
        """What the signal does: 'default', 'ignored' or 'caught'."""
        with open(STATUS) as status:
            masks = dict(line.split(":\t") for line in status if line.startswith("Sig"))
        if int(masks["SigCgt"], 16) >> (signo - 1) & 1:
            return "caught"
        return "ignored" if int(masks["SigIgn"], 16) >> (signo - 1) & 1 else "default"


def signal_case(name, **options):
    """The scenario `name`, a function that gets the stage of its signals."""

    def register(body):
        @case(name, real=True, **options)
        def run(stage):
            body(SignalStage(stage))

        return body

    return register


def has_dispositions():
    return os.path.exists(STATUS) and hasattr(signal, "SIGRTMIN")
