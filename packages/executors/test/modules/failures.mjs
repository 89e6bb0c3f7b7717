// Work that fails in all the ways there are.
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

export class TemperatureError extends RangeError {
  constructor(message, degrees) {
    super(message);
    this.name = 'TemperatureError';
    this.degrees = degrees;
  }
}

export function tooHot(degrees) {
  throw new TemperatureError('too hot', degrees);
}

export function withCause() {
  throw new Error('outer', { cause: new TypeError('inner', { cause: 'the root' }) });
}

export function several() {
  throw new AggregateError([new TypeError('one'), new TemperatureError('two', 2), 3], 'all of them');
}

export function circular() {
  const error = new Error('in circles');
  error.cause = error;
  throw error;
}

export function systemError() {
  return import('node:fs').then(({ readFileSync }) => readFileSync('/no/such/file'));
}

export function throwingGetter() {
  const error = new Error('hidden');
  Object.defineProperty(error, 'trap', {
    enumerable: true,
    get() {
      throw new Error('nobody may look');
    },
  });
  error.plain = 'to be seen';
  throw error;
}

export function lateError() {
  setTimeout(() => {
    throw new Error('thrown by a timer');
  });
  return new Promise(() => {});
}

export function lateRejection() {
  Promise.reject(new Error('rejected aside'));
  return new Promise(() => {});
}

/** Whatever way there was to the pool, it is closed. */
export function closeDescriptors() {
  for (const fd of readdirSync('/proc/self/fd')) {
    if (Number(fd) > 2 && isSocket(`/proc/self/fd/${fd}`)) closeSync(Number(fd));
  }
  return new Promise((resolve) => setTimeout(resolve, 60_000));
}

function isSocket(path) {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}

/** What is no message of the pool must not be taken for one. */
export async function strayMessages() {
  const send = (message) => (parentPort === null ? process.send?.(message) : parentPort.postMessage(message));
  for (const stray of [null, undefined, 0, 'text', [], {}, { id: 1 }, { type: 'result', id: 0, value: 1 }, new Map()]) {
    if (stray !== undefined || parentPort !== null) send(stray);
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  return 'still here';
}
