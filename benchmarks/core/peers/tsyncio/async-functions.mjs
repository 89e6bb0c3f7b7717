// Tasks that are async functions.
import { sleep } from 'tsyncio';
import { now, since } from '../common/clock.mjs';

export function asyncFunctionCases(loop) {
  const trivial = async () => 1;

  async function roundTrips(count) {
    let ran = 0;
    const start = now();
    for (let index = 0; index < count; index++) ran += await loop.createTask(trivial);
    return { nanoseconds: since(start), ran };
  }

  async function sleeps(count) {
    let ran = 0;
    const start = now();
    for (; ran < count; ran++) await sleep(0);
    return { nanoseconds: since(start), ran };
  }

  async function cancel(count) {
    let begun = 0;
    let done = 0;
    let ran = 0;
    const finished = loop.createFuture();
    const wait = async () => {
      begun++;
      await loop.createFuture();
    };
    const onDone = (task) => {
      if (task.cancelled()) ran++;
      if (++done === count) finished.setResult(null);
    };
    const tasks = [];
    for (let index = 0; index < count; index++) {
      const task = loop.createTask(wait);
      task.addDoneCallback(onDone);
      tasks.push(task);
    }
    while (begun < count) await sleep(0);
    const start = now();
    for (const task of tasks) task.cancel();
    await finished;
    return { nanoseconds: since(start), ran };
  }

  const inTask = (main) => (count) => loop.runUntilComplete(() => main(count));
  return { 'task-async': inTask(roundTrips), 'sleep-async': inTask(sleeps), 'cancel-async': inTask(cancel) };
}
