import type { ClosureWork } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';

/**
 * A function together with what it needs of its surroundings: `closure({ table }, ({ table }, key) => table[key])`. The captures are copied
 * each time that the work is sent, with what is in them then.
 */
export function closure<C extends Record<string, unknown>, A extends unknown[], R>(
  captures: C,
  fn: (captures: C, ...args: A) => R | PromiseLike<R>,
): ClosureWork<A, R> {
  if (typeof captures !== 'object' || captures === null)
    throw new TypeError(`closure needs an object of captures, got ${kindOf(captures)}`);
  if (typeof fn !== 'function') throw new TypeError(`closure needs a function, got ${kindOf(fn)}`);
  return { captures, fn: fn as unknown as ClosureWork<A, R>['fn'] };
}
