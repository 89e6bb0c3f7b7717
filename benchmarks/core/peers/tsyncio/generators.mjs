// Tasks that are generators: the same as async-functions.mjs, and possible in a blocking run as well.
import { sleep } from 'tsyncio';
import { now, since } from '../common/clock.mjs';

export function generatorCases(loop, blocking) {
  // biome-ignore lint/correctness/useYield: a task that returns at once is what is measured
  function* trivial() {
    return 1;
  }

  function* roundTrips(count) {
    let ran = 0;
    const start = now();
    for (let index = 0; index < count; index++) ran += yield* loop.createTask(trivial());
    return { nanoseconds: since(start), ran };
  }

  function* sleeps(count) {
    let ran = 0;
    const start = now();
    for (; ran < count; ran++) yield* sleep(0);
    return { nanoseconds: since(start), ran };
  }

  function* cancel(count) {
    let begun = 0;
    let done = 0;
    let ran = 0;
    const finished = loop.createFuture();
    function* wait() {
      begun++;
      yield* loop.createFuture();
    }
    const onDone = (task) => {
      if (task.cancelled()) ran++;
      if (++done === count) finished.setResult(null);
    };
    const tasks = [];
    for (let index = 0; index < count; index++) {
      const task = loop.createTask(wait());
      task.addDoneCallback(onDone);
      tasks.push(task);
    }
    while (begun < count) yield* sleep(0);
    const start = now();
    for (const task of tasks) task.cancel();
    yield* finished;
    return { nanoseconds: since(start), ran };
  }

  const inTask = (main) => (count) => (blocking ? loop.runUntilCompleteSync(main(count)) : loop.runUntilComplete(main(count)));
  return { 'task-generator': inTask(roundTrips), 'sleep-generator': inTask(sleeps), 'cancel-generator': inTask(cancel) };
}
