"""call_soon and futures. Each case returns (nanoseconds, how many ran)."""

from timed import timed

BURST_SIZE = 100_000


def chain(loop, count):
    ran = 0

    def begin(finish):
        call_soon = loop.call_soon

        def step():
            nonlocal ran
            ran += 1
            if ran < count:
                call_soon(step)
            else:
                finish()

        call_soon(step)

    return timed(loop, begin), ran


def burst(loop, count):
    size = min(BURST_SIZE, count)
    ran = 0

    def start(finish):
        call_soon = loop.call_soon

        def step():
            nonlocal ran
            ran += 1

        def begin():
            if ran >= count:
                return finish()
            for _ in range(size):
                call_soon(step)
            call_soon(begin)

        begin()

    return timed(loop, start), ran


def future(loop, count):
    ran = 0

    def begin(finish):
        create_future = loop.create_future

        def step():
            made = create_future()
            made.add_done_callback(on_done)
            made.set_result(1)

        def on_done(made):
            nonlocal ran
            ran += made.result()
            if ran < count:
                step()
            else:
                finish()

        step()

    return timed(loop, begin), ran


CASES = {"chain": chain, "burst": burst, "future": future}
