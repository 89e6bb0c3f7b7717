"""What the workers of the scenarios do: the twin of works/works.mjs. A module, so that worker processes find it."""

import os
import pickle
import signal
import threading
import time

# Nobody waits for longer than a scenario takes.
SECONDS = 12
own = threading.local()


def power(base, exponent):
    return base**exponent


def echo(*args):
    return list(args)


def nothing():
    return None


def divide(dividend, divisor):
    if divisor == 0:
        raise ValueError("the divisor is 0")
    return dividend // divisor


def fail(text="failed"):
    raise ValueError(text)


def note(file, text):
    """Add a line to a file that several workers write to."""
    with open(file, "ab", buffering=0) as notes:
        notes.write(f"{text}\n".encode())
    return text


def pass_gate(gate, value=None):
    """Tell that the gate was reached, and wait until it is open, or the scenario is over."""
    note(f"{gate}.reached", "reached")
    deadline = time.monotonic() + SECONDS
    while not os.path.exists(gate) and os.path.exists(f"{gate}.reached"):
        if time.monotonic() > deadline:
            raise RuntimeError("the gate was not opened")
        time.sleep(0.002)
    return value


def pass_gate_and_note(gate, file, text):
    note(file, f"{text} began")
    pass_gate(gate)
    note(file, f"{text} ended")
    return text


def pass_gate_or_fail(gate, file, text):
    if text == "fails":
        raise ValueError(text)
    return pass_gate_and_note(gate, file, text)


def pass_gate_and_fail(gate, text="failed"):
    pass_gate(gate)
    raise ValueError(text)


def pass_gate_and_die(gate):
    pass_gate(gate)
    die()


def initialize(value):
    own.value = value


def initialized(gate):
    pass_gate(gate)
    return getattr(own, "value", None)


def fail_behind(gate):
    """An initializer."""
    pass_gate(gate)
    raise ValueError("error in initializer")


def process_id():
    return os.getpid()


def thread_id():
    return threading.get_ident()


def pass_gate_and_tell_process(gate):
    pass_gate(gate)
    return os.getpid()


def pass_gate_and_tell_name(gate):
    pass_gate(gate)
    return threading.current_thread().name


def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)
    # Until it arrives.
    time.sleep(SECONDS)


def leave():
    """End the worker as a program ends."""
    raise SystemExit(3)


def fail_deep_inside():
    def innermost():
        raise Exception("deep inside")

    innermost()


class DyingWhenCopied:
    def __reduce__(self):
        die()


class NotToBeCopied:
    def __reduce__(self):
        raise pickle.PicklingError("not to be copied")


def die_while_copied():
    return DyingWhenCopied()


def not_to_be_copied():
    return NotToBeCopied()
