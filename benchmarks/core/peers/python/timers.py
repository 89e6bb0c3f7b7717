"""call_later. Each case returns (nanoseconds, how many ran)."""

from inputs import mixed_delays, other_order, short_delays, usual_delays
from timed import timed


def _add_and_cancel(loop, delays):
    order = other_order(len(delays))
    handles = []
    fired = 0

    def fire():
        nonlocal fired
        fired += 1

    def begin(finish):
        call_later = loop.call_later
        add = handles.append
        for delay in delays:
            add(call_later(delay, fire))
        for index in order:
            handles[index].cancel()
        # A turn may have to forget what was cancelled: that counts too.
        loop.call_soon(finish)

    nanoseconds = timed(loop, begin)
    return nanoseconds, sum(handle.cancelled() for handle in handles) - fired


def _fire(loop, count):
    delays = short_delays(count)
    ran = 0

    def begin(finish):
        call_later = loop.call_later

        def step():
            nonlocal ran
            ran += 1
            if ran == count:
                finish()

        for delay in delays:
            call_later(delay, step)

    return timed(loop, begin), ran


CASES = {
    "timers-mixed": lambda loop, count: _add_and_cancel(loop, mixed_delays(count)),
    "timers-usual": lambda loop, count: _add_and_cancel(loop, usual_delays(count)),
    "timers-fire": _fire,
}
