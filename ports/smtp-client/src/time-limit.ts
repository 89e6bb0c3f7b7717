import { CancelledError, type Coroutine, currentTask, type Future, type Loop } from 'tsyncio';

/** Milliseconds; `null` is for ever. */
export type TimeLimit = number | null;

/** Wait for a future of our own, which fails with `late()` when it takes longer. */
export async function waitWithin<T>(waiter: Future<T>, limit: TimeLimit, late: () => Error): Promise<T> {
  if (limit === null) return await waiter;
  const timer = waiter.getLoop().callLater(limit, () => {
    if (!waiter.done()) waiter.setException(late());
  });
  try {
    return await waiter;
  } finally {
    timer.cancel();
  }
}

/** Run a coroutine as a task, which is cancelled when it takes longer; then this fails with `late()`. @see asyncio `asyncio.wait_for` */
export async function runWithin<T>(loop: Loop, coroutine: Coroutine<T>, limit: TimeLimit, late: () => Error): Promise<T> {
  const task = loop.createTask(coroutine);
  let expired = false;
  const timer =
    limit === null
      ? null
      : loop.callLater(limit, () => {
          expired = task.cancel();
        });
  try {
    return await task;
  } catch (error) {
    // Whoever cancelled us meanwhile wants to see that, and not a time limit.
    const cancelled = (currentTask(loop)?.cancelling() ?? 0) > 0;
    if (expired && !cancelled && error instanceof CancelledError) throw late();
    throw error;
  } finally {
    timer?.cancel();
  }
}
