import { isGeneratorObject } from 'node:util/types';
import type { Coroutine } from '../interfaces/coroutine.ts';

/** Whether a task can run it: a function, taken to be async, or a generator object. @see asyncio `asyncio.iscoroutine` */
export function iscoroutine(value: unknown): value is Coroutine<unknown> {
  return typeof value === 'function' || isGenerator(value);
}

export function isGenerator(value: unknown): value is Generator<unknown, unknown, unknown> {
  return isGeneratorObject(value) && !(Symbol.asyncIterator in value);
}
