import type { ExecutorFuture } from '@tsyncio/core';
import { checkFutures, checkTimeout } from './check-futures.ts';

export type ReturnWhen = 'ALL_COMPLETED' | 'FIRST_COMPLETED' | 'FIRST_EXCEPTION';

export interface WaitOptions {
  /** Milliseconds, after which it resolves with what there is. No limit unless given. */
  readonly timeout?: number;
  /** `ALL_COMPLETED` unless given. */
  readonly returnWhen?: ReturnWhen;
}

type AnyFuture = ExecutorFuture<unknown>;

/**
 * Wait for futures of executors. It cancels nothing, and never rejects because of what they fail with.
 *
 * Rejects with {@link TypeError} or {@link RangeError} for wrong arguments.
 *
 * @see Python `concurrent.futures.wait`
 */
export async function wait<F extends AnyFuture>(
  futures: Iterable<F>,
  { timeout, returnWhen = 'ALL_COMPLETED' }: WaitOptions = {},
): Promise<{ done: Set<F>; notDone: Set<F> }> {
  const all = checkFutures(futures, 'wait');
  const enough = ENOUGH.get(returnWhen);
  if (enough === undefined) throw new RangeError(`returnWhen is one of ${[...ENOUGH.keys()].join(', ')}, got ${String(returnWhen)}`);
  const limit = checkTimeout(timeout);
  await new Promise<void>((resolve) => {
    const timer = limit === null ? undefined : setTimeout(resolve, limit);
    let left = 0;
    const look = (future: AnyFuture | null): void => {
      if (left > 0 && (future === null || !enough(future))) return;
      clearTimeout(timer);
      resolve();
    };
    const pending = [...all].filter((future) => !future.done());
    left = pending.length;
    for (const future of pending) {
      future.addDoneCallback(() => {
        left--;
        look(future);
      });
    }
    for (const future of all) if (future.done()) look(future);
    look(null);
  });
  return { done: new Set([...all].filter((future) => future.done())), notDone: new Set([...all].filter((future) => !future.done())) };
}

/** Whether one future that is done is enough. */
const ENOUGH: ReadonlyMap<ReturnWhen, (future: AnyFuture) => boolean> = new Map<ReturnWhen, (future: AnyFuture) => boolean>([
  ['ALL_COMPLETED', () => false],
  ['FIRST_COMPLETED', () => true],
  ['FIRST_EXCEPTION', (future) => !future.cancelled() && failed(future)],
]);

// A future may fail with null.
function failed(future: AnyFuture): boolean {
  try {
    future.result();
    return false;
  } catch {
    return true;
  }
}
