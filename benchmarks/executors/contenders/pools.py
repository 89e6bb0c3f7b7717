"""Python's own pools; argv and output as measured.mjs, with `thread` or `process` as the last argument."""

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

MIB = 2**20
# A hundredth of those of the others: CPython takes about as long for them.
STEPS = 80_000


def noop(value):
    return value


def compute(steps):
    state = 1
    for _ in range(steps):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    return state


def check(found, wanted):
    if found != wanted:
        raise RuntimeError(f"{found} came back instead of {wanted}")


def percentiles(times):
    ordered = sorted(times)
    return {"p50": ordered[len(ordered) // 2], "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]}


def one_by_one(pool, count, gap=0):
    times = []
    for i in range(count):
        if gap:
            time.sleep(gap)
        begin = time.perf_counter()
        result = pool.submit(noop, i).result()
        times.append((time.perf_counter() - begin) * 1000)
        check(result, i)
    return percentiles(times)


def in_batches(pool, count, size):
    for begin in range(0, count, size):
        futures = [pool.submit(noop, begin + i) for i in range(size)]
        for i, future in enumerate(futures):
            check(future.result(), begin + i)


def cloned(pool, count):
    data = b"7" * MIB
    for _ in range(count):
        check(len(pool.submit(noop, data).result()), MIB)


def computed(pool, count):
    for future in [pool.submit(compute, STEPS) for _ in range(count)]:
        future.result()


def start_up(make, count):
    times = []
    for i in range(count):
        begin = time.perf_counter()
        pool = make()
        check(pool.submit(noop, i).result(), i)
        times.append((time.perf_counter() - begin) * 1000)
        pool.shutdown()
    return {"first": times[0], "next": percentiles(times[1:])["p50"]}


PERFORM = {
    "latency": one_by_one,
    "gaps": lambda pool, count: one_by_one(pool, count, 0.001),
    "hundred": lambda pool, count: in_batches(pool, count, 100),
    "thousands": lambda pool, count: in_batches(pool, count, 10_000),
    "cloned": cloned,
    "compute": computed,
}

PERFORM_TO_WARM_UP = {**PERFORM, "gaps": PERFORM["latency"]}


def window(make, scenario, amount, warm_up):
    with make() as pool:
        PERFORM_TO_WARM_UP[scenario](pool, warm_up)
        cpu, before = time.process_time(), time.perf_counter()
        figures = PERFORM[scenario](pool, amount) or {}
        seconds = time.perf_counter() - before
        return {"ms": seconds * 1000, "cpuMs": (time.process_time() - cpu) * 1000, **figures}


def main(scenario, amount, warm_up, workers, kind):
    executor = ThreadPoolExecutor if kind == "thread" else ProcessPoolExecutor

    def make():
        return executor(max_workers=int(workers))

    if scenario == "start":
        measured = start_up(make, int(amount))
    else:
        measured = window(make, scenario, int(amount), int(warm_up))
    print(json.dumps(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
