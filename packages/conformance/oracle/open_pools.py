"""The twin of src/cases/executors/open-pools.ts."""

import concurrent.futures
import logging
import multiprocessing
import os
import tempfile
import time

import works
from stage import case

KINDS = {"threads": concurrent.futures.ThreadPoolExecutor, "processes": concurrent.futures.ProcessPoolExecutor}
LOGGER = logging.getLogger("concurrent.futures")
LOGGER.addHandler(logging.NullHandler())
LOGGER.propagate = False


class Gate:
    """Work waits at it until it is opened."""

    def __init__(self, path, until):
        self.path = path
        self.until = until

    def count(self):
        """How much work has come to it."""
        return len(lines_of(f"{self.path}.reached"))

    def reached(self, count=1):
        self.until(lambda: self.count() >= count)

    def open(self):
        with open(self.path, "w"):
            pass


def lines_of(path):
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return file.read().splitlines()


class PoolStage:
    def __init__(self, stage, kind, folder):
        self.kind = kind
        self.folder = folder
        self.trace = stage.trace
        self.attempt = stage.attempt
        self.message = stage.message
        self.new_loop = stage.new_loop
        self.pools = []
        self.gates = []
        self.files = 0

    def pool(self, max_workers=1, kind=None, **options):
        """A pool that is shut down after the scenario."""
        kind = kind or self.kind
        if kind == "processes":
            # Whose workers are made when they are needed.
            options["mp_context"] = multiprocessing.get_context("forkserver")
        return self.own(KINDS[kind](max_workers, **options))

    def own(self, pool):
        self.pools.append(pool)
        return pool

    def file(self):
        """A path where nothing is yet."""
        self.files += 1
        return os.path.join(self.folder, f"file-{self.files}")

    def lines(self, path):
        return lines_of(path)

    def gate(self):
        gate = Gate(self.file(), self.until)
        self.gates.append(gate)
        return gate

    def until(self, ready):
        deadline = time.monotonic() + works.SECONDS
        while not ready():
            if time.monotonic() > deadline:
                raise RuntimeError("what was waited for did not happen")
            time.sleep(0.001)

    def outcome(self, event, submit):
        """Trace the result of the future that `submit` gives, or its error; also one that submitting raises."""
        try:
            result = submit().result()
        except (Exception, SystemExit) as error:
            self.trace(event, error)
        else:
            self.trace(event, result)

    def error(self, submit):
        try:
            submit().result()
        except (Exception, SystemExit) as error:
            return error
        raise RuntimeError("it did not fail")

    def workers(self, pool):
        """How many workers the pool has."""
        return len(pool._threads) if hasattr(pool, "_threads") else len(pool._processes or [])

    def is_alive(self, pid):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self, pid, signo):
        os.kill(pid, signo)

    def states(self, futures):
        """What each future tells of itself, by its name."""
        return {name: [future.cancelled(), future.running(), future.done()] for name, future in futures.items()}

    def names(self, futures, among):
        """The names of these futures, in order."""
        return sorted(name for name, future in among.items() if future in futures)

    def logged(self, call):
        """What is logged by concurrent.futures during `call`."""
        told = []
        handler = logging.Handler()
        handler.emit = lambda record: told.append(handler.format(record))
        LOGGER.addHandler(handler)
        try:
            call()
        finally:
            LOGGER.removeHandler(handler)
        return told

    def take(self, event, results):
        """Trace each result as it comes, and how it ended."""
        try:
            for result in results:
                self.trace(event, result)
        except Exception as error:
            self.trace(event, error)
        else:
            self.trace(event, "ended")

    def end(self):
        for gate in self.gates:
            gate.open()
        for pool in self.pools:
            pool.shutdown(cancel_futures=True)


def register(name, kind, body, **options):
    @case(name, real=True, **options)
    def run(stage):
        with tempfile.TemporaryDirectory() as folder:
            net = PoolStage(stage, kind, folder)
            try:
                body(net)
            finally:
                net.end()


def pool_case(name, **options):
    """The scenario `name`, a function that gets the stage of its pools, with each kind: `name-in-threads`, `name-in-processes`."""

    def decorate(body):
        for kind in KINDS:
            register(f"{name}-in-{kind}", kind, body, **options)
        return body

    return decorate


def thread_case(name, **options):
    def decorate(body):
        register(name, "threads", body, **options)
        return body

    return decorate


def process_case(name, **options):
    def decorate(body):
        register(name, "processes", body, **options)
        return body

    return decorate
