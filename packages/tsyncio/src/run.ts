import { allTasks, LoopError } from '@tsyncio/core';
import { kindOf, runningLoop } from '@tsyncio/core/area';
import { newEventLoop } from './create-event-loop.ts';
import type { EventLoop } from './event-loop.ts';

/** Milliseconds for which work in the default executor is waited for at the end, as asyncio does. */
const LONGEST_JOIN = 300_000;

export interface RunOptions {
  readonly debug?: boolean;
  readonly loopFactory?: () => EventLoop;
}

/**
 * A new loop, run until `main` is done; then tasks that are left are cancelled and waited for, asynchronous generators and the default executor
 * are shut down, and the loop is closed.
 *
 * Rejects with what `main` failed with; with `ERR_LOOP_RUNNING` inside a task of a running loop: use `await` there.
 *
 * @see asyncio `asyncio.run`
 */
export async function run<T>(main: (loop: EventLoop) => PromiseLike<T>, { debug, loopFactory }: RunOptions = {}): Promise<T> {
  if (runningLoop()?.isRunning())
    throw new LoopError('ERR_LOOP_RUNNING', 'run() cannot be called from a running event loop: await inside it instead');
  if (typeof main !== 'function') throw new TypeError(`run needs an async function, got ${kindOf(main)}`);
  const loop = (loopFactory ?? newEventLoop)();
  if (debug !== undefined) loop.setDebug(debug);
  try {
    return await loop.runUntilComplete(() => main(loop));
  } finally {
    try {
      await cancelTasks(loop);
      await loop.runUntilComplete(() => loop.shutdownAsyncgens());
      await loop.runUntilComplete(() => loop.shutdownDefaultExecutor(LONGEST_JOIN));
    } finally {
      loop.close();
    }
  }
}

async function cancelTasks(loop: EventLoop): Promise<void> {
  const tasks = [...allTasks(loop)];
  if (tasks.length === 0) return;
  for (const task of tasks) task.cancel();
  await loop.runUntilComplete(() => Promise.allSettled(tasks));
  for (const task of tasks) {
    if (task.cancelled() || task.exception() === null) continue;
    loop.callExceptionHandler({ message: 'unhandled exception during run() shutdown', exception: task.exception(), task });
  }
}
