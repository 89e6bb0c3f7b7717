// Cancels a plain async function in the middle of an await. Its finally block runs, and may itself wait.
//
//   node --import tsx examples/cancel-task.ts
import { CancelledError, run, sleep } from 'tsyncio';

async function waitForAnHour() {
  console.log('task: waiting for an hour');
  try {
    await sleep(3_600_000);
    console.log('task: an hour has passed');
  } finally {
    console.log('task: cleaning up');
    await sleep(10);
    console.log('task: cleaned up');
  }
}

await run(async (loop) => {
  const task = loop.createTask(waitForAnHour);
  await sleep(10);

  console.log('main: cancel the task');
  task.cancel();
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    console.log('main: the task was cancelled');
  }
});
