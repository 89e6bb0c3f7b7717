import type { ExecutorFuture } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';
import { showNumber } from '../show-number.ts';

/** Each once. @throws {TypeError} for something else. */
export function checkFutures<F extends ExecutorFuture<unknown>>(futures: Iterable<F>, method: string): Set<F> {
  if (typeof (futures as Iterable<F> | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${method} needs an iterable of futures, got ${kindOf(futures)}`);
  }
  const all = new Set(futures);
  for (const future of all) {
    if (typeof (future as F | null)?.addDoneCallback !== 'function') {
      throw new TypeError(`${method} needs futures of an executor, got ${kindOf(future)}`);
    }
  }
  return all;
}

/** Milliseconds; `null` for no limit. @throws {TypeError} */
export function checkTimeout(timeout: number | undefined): number | null {
  if (timeout === undefined || timeout === null || timeout === Number.POSITIVE_INFINITY) return null;
  if (typeof timeout !== 'number' || Number.isNaN(timeout))
    throw new TypeError(`timeout is a number of milliseconds, got ${showNumber(timeout)}`);
  return Math.max(0, timeout);
}
