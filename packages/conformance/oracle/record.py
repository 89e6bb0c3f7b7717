"""Runs scenarios under this interpreter and prints their traces as one JSON object.

    python record.py [NAME | AREA/]...
"""

import contextlib
import importlib.util
import json
import pathlib
import platform
import signal
import sys
import traceback
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from stage import Stage, cases  # noqa: E402  (the path comes first)

SECONDS_A_CASE = 15


class TookTooLong(KeyboardInterrupt):
    """Of the kind that loops let through."""


def load_cases():
    """Import every file below cases/; the answer is the traceback of each that fails."""
    errors = {}
    folder = pathlib.Path(__file__).parent / "cases"
    for file in sorted(folder.glob("**/*.py")):
        name = ".".join(["cases", *file.relative_to(folder).with_suffix("").parts])
        spec = importlib.util.spec_from_file_location(name, file)
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception:
            errors[name] = traceback.format_exc()
    return errors


def is_wanted(name, wanted):
    return not wanted or any(name == one or (one.endswith("/") and name.startswith(one)) for one in wanted)


@contextlib.contextmanager
def deadline(seconds):
    def end(signum, frame):
        raise TookTooLong(f"the scenario did not end within {seconds} s")

    previous = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def run_case(case):
    stage = Stage(real=case.real)
    try:
        with deadline(SECONDS_A_CASE):
            result = case.run(stage)
        lines = list(stage.lines)
    finally:
        stage.strike()
    if result is not None:
        raise TypeError(f"a scenario returns nothing and is no coroutine; this one returned {result!r}")
    if not lines:
        raise ValueError("the scenario traced nothing")
    return lines


def main(wanted):
    warnings.simplefilter("ignore")
    answer = {"python": platform.python_version(), "traces": {}, "errors": load_cases(), "skipped": []}
    for name, case in sorted(cases.items()):
        if not is_wanted(name, wanted):
            continue
        if sys.version_info < case.since or not case.possible():
            answer["skipped"].append(name)
            continue
        try:
            answer["traces"][name] = run_case(case)
        except BaseException:
            answer["errors"][name] = traceback.format_exc()
    json.dump(answer, sys.stdout)


# Worker processes load this file too.
if __name__ == "__main__":
    main(sys.argv[1:])
