// Where a cancellation arrives: at once where a task waits for a future of the
// loop; later where it waits for a promise of Node, unless that was given the
// task's signal.
//
//   node --import tsx apps/docs/programs/cancellation-limits.ts
import { setTimeout as nodeTimeout } from 'node:timers/promises';
import { currentTask, type EventLoop, run, sleep } from 'tsyncio';

async function ofTheLoop() {
  await sleep(1000);
}

async function ofNode() {
  await nodeTimeout(3000);
  await sleep(0); // the cancellation arrives here
}

async function ofNodeWithSignal() {
  await nodeTimeout(3000, undefined, { signal: currentTask()?.signal });
}

async function cancelAfter(loop: EventLoop, delay: number, work: () => Promise<void>) {
  const task = loop.createTask(work);
  await sleep(delay);
  task.cancel();
  try {
    await task;
  } catch (error) {
    return (error as Error).name;
  }
  return 'nothing';
}

await run(async (loop) => {
  for (const work of [ofTheLoop, ofNode, ofNodeWithSignal]) {
    const started = loop.time();
    const thrown = await cancelAfter(loop, 50, work);
    const took = loop.time() - started;
    console.log(`${work.name}: ${thrown} ${took < 2500 ? 'at once' : 'only after the promise'}`);
  }
});
