// Effection: operations are generators; an async function is called from one. It has no callbacks, futures or timers of its own.
import { call, run, sleep, spawn, suspend } from 'effection';
import { now, since } from './common/clock.mjs';
import { runCases } from './common/passes.mjs';

const trivialAsync = async () => 1;

// biome-ignore lint/correctness/useYield: a task that returns at once is what is measured
function* trivial() {
  return 1;
}

function roundTripsOf(operation) {
  return function* (count) {
    let ran = 0;
    const start = now();
    for (let index = 0; index < count; index++) {
      const task = yield* spawn(operation);
      ran += yield* task;
    }
    return { nanoseconds: since(start), ran };
  };
}

function* halt(count) {
  let begun = 0;
  let ran = 0;
  function* wait() {
    begun++;
    try {
      yield* suspend();
    } finally {
      ran++;
    }
  }
  const all = yield* spawn(function* () {
    for (let index = 0; index < count; index++) yield* spawn(wait);
    yield* suspend();
  });
  while (begun < count) yield* sleep(0);
  const start = now();
  yield* all.halt();
  return { nanoseconds: since(start), ran };
}

const inTask = (main) => (count) => run(() => main(count));

await runCases({
  'task-async': inTask(roundTripsOf(() => call(trivialAsync))),
  'task-generator': inTask(roundTripsOf(trivial)),
  'cancel-generator': inTask(halt),
});
