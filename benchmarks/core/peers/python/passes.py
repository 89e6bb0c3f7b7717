"""Runs the cases as the plan says, and prints a line of JSON for each, as common/passes.mjs does."""

import gc
import json
import statistics
import time

WARM_UP_SHARE = 10


def _run_pass(name, run, operations):
    nanoseconds, ran = run(operations)
    if ran != operations:
        raise RuntimeError(f"{name}: {ran} of {operations} operations ran")
    return nanoseconds / operations


def run_cases(cases, plan):
    plan = json.loads(plan)
    for step in plan["steps"]:
        name, operations = step["name"], step["operations"]
        run = cases.get(name)
        if run is None:
            continue
        gc.collect()
        for _ in range(plan["warmUps"]):
            _run_pass(name, run, operations // WARM_UP_SHARE)
        figures = []
        start = time.perf_counter()
        cpu_start = time.process_time()
        while not figures or (time.perf_counter() - start) * 1000 < plan["atLeastMs"]:
            figures.append(_run_pass(name, run, operations))
        busy = (time.process_time() - cpu_start) / (time.perf_counter() - start)
        figures_of = {"nanoseconds": statistics.median(figures), "passes": len(figures), "busy": busy}
        print(json.dumps({"name": name, "variant": "", **figures_of}), flush=True)
