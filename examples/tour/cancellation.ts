import { CancelledError, type EventLoop, sleep } from 'tsyncio';
import { milliseconds, type Report } from './report.ts';

export async function cancelAnAsyncFunction(loop: EventLoop, report: Report): Promise<void> {
  const started = loop.time();
  let reached = Number.NaN;
  let cleanedUp = Number.NaN;

  async function waitForAnHour() {
    try {
      await sleep(3_600_000);
    } finally {
      reached = loop.time();
      await sleep(20);
      cleanedUp = loop.time();
    }
  }

  const task = loop.createTask(waitForAnHour);
  await sleep(50);
  const asked = loop.time();
  task.cancel();
  const outcome = await task.then(
    () => 'it ended by itself',
    (error: unknown) => (error instanceof CancelledError ? 'CancelledError' : `${error}`),
  );
  report.came('an async function awaits one hour; we wait', milliseconds(asked - started));
  report.check(reached >= asked, 'task.cancel()', `its finally block began ${milliseconds(reached - asked)} later`);
  report.check(cleanedUp >= reached + 20, 'the finally block awaits 20 ms itself', `it ended after ${milliseconds(cleanedUp - reached)}`);
  report.check(outcome === 'CancelledError' && task.cancelled(), 'await task', outcome);
}
