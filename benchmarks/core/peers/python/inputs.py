"""The same pseudo-random numbers as common/inputs.mjs, delays in seconds."""

HOUR = 3_600_000
USUAL = [1, 5, 10, 50, 100, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 900_000, HOUR]


def _numbers(count, following):
    values = []
    seed = 42
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(following(seed / 2**32) / 1000)
    return values


def mixed_delays(count):
    return _numbers(count, lambda random: 1 + int(random * HOUR))


def usual_delays(count):
    return _numbers(count, lambda random: USUAL[int(random * len(USUAL))])


def short_delays(count):
    return _numbers(count, lambda random: random * 5)


def other_order(count):
    step = 611_953
    return [index * step % count for index in range(count)]
