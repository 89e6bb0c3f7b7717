import { isAsyncFunction, isGeneratorFunction } from 'node:util/types';
import type { Callback } from '../interfaces/handle.ts';
import { kindOf } from '../kind-of.ts';
import { nameOf } from './name-of.ts';

/** @throws {TypeError} unless it can be called; in debug mode also when it is an async or a generator function. */
export function checkCallback(callback: Callback, debug = false): Callback {
  if (typeof callback !== 'function') throw new TypeError(`a callback must be a function, got ${kindOf(callback)}`);
  if (debug && (isAsyncFunction(callback) || isGeneratorFunction(callback)))
    throw new TypeError(`${nameOf(callback)} is a coroutine, whose outcome a callback would lose: run it with createTask`);
  return callback;
}
