import type { ExecutorFuture } from '@tsyncio/core';
import { type OptionNames, ownOptions } from '@tsyncio/core/area';
import { afterTime } from './after-time.ts';
import { checkFutures, checkTimeout } from './check-futures.ts';
import { PoolFuture } from './pool-future.ts';

export type ReturnWhen = 'ALL_COMPLETED' | 'FIRST_COMPLETED' | 'FIRST_EXCEPTION';

export interface WaitOptions {
  /** Milliseconds, after which it resolves with what there is. No limit unless given. */
  readonly timeout?: number;
  /** `ALL_COMPLETED` unless given. */
  readonly returnWhen?: ReturnWhen;
}

const OPTIONS: OptionNames<WaitOptions> = { timeout: true, returnWhen: true };

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
  options: WaitOptions = {},
): Promise<{ done: Set<F>; notDone: Set<F> }> {
  const { timeout, returnWhen = 'ALL_COMPLETED' } = ownOptions(options, 'wait', OPTIONS);
  const all = checkFutures(futures, 'wait');
  const enough = ENOUGH.get(returnWhen);
  if (enough === undefined) throw new RangeError(`returnWhen is one of ${[...ENOUGH.keys()].join(', ')}, got ${String(returnWhen)}`);
  const limit = checkTimeout(timeout);
  await new Promise<void>((resolve) => {
    const pending = [...all].filter((future) => !future.done());
    let left = pending.length;
    const end = (): void => {
      forget?.();
      for (const future of pending) stopTelling(future, tell);
      resolve();
    };
    const forget = limit === null ? null : afterTime(limit, end);
    const look = (future: AnyFuture | null): void => {
      if (left === 0 || (future !== null && enough(future))) end();
    };
    const tell = (future: AnyFuture): void => {
      left--;
      look(future);
    };
    for (const future of pending) future.addDoneCallback(tell);
    look([...all].find((future) => future.done() && enough(future)) ?? null);
  });
  return { done: new Set([...all].filter((future) => future.done())), notDone: new Set([...all].filter((future) => !future.done())) };
}

/** Whether one future that is done is enough. */
const ENOUGH: ReadonlyMap<ReturnWhen, (future: AnyFuture) => boolean> = new Map<ReturnWhen, (future: AnyFuture) => boolean>([
  ['ALL_COMPLETED', () => false],
  ['FIRST_COMPLETED', () => true],
  ['FIRST_EXCEPTION', (future) => !future.cancelled() && failed(future)],
]);

// Who waits again and again for what takes long must not leave something in it each time.
function stopTelling(future: AnyFuture, callback: (future: AnyFuture) => void): void {
  if (future instanceof PoolFuture) future.removeDoneCallback(callback);
}

// A future may fail with null.
function failed(future: AnyFuture): boolean {
  try {
    future.result();
    return false;
  } catch {
    return true;
  }
}
