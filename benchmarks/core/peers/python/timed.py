"""How long something in a running loop takes."""

from time import perf_counter_ns


def timed(loop, begin):
    """Nanoseconds from begin(finish), a callback of the running loop, until finish()."""
    start = nanoseconds = 0
    failures = []

    def finish():
        nonlocal nanoseconds
        nanoseconds = perf_counter_ns() - start
        loop.stop()

    def first():
        nonlocal start
        start = perf_counter_ns()
        begin(finish)

    def on_error(_, context):
        failures.append(context.get("exception") or RuntimeError(context["message"]))
        loop.stop()

    loop.set_exception_handler(on_error)
    loop.call_soon(first)
    loop.run_forever()
    if failures:
        raise failures[0]
    return nanoseconds
