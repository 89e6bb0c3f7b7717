import type { Callback } from '../interfaces/handle.ts';
import { kindOf } from '../kind-of.ts';

/** @throws {TypeError} unless it can be called. */
export function checkCallback(callback: Callback): Callback {
  if (typeof callback !== 'function') throw new TypeError(`a callback must be a function, got ${kindOf(callback)}`);
  return callback;
}
