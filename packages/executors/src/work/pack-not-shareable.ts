import type { PackedError } from './packed-error.ts';

/** A NotShareableError on its way to the pool: workers do without the class, and without core, which it needs. */
export function packNotShareable(message: string): PackedError {
  const name = 'NotShareableError';
  return { type: name, name, message, stack: `${name}: ${message}`, props: { code: 'ERR_NOT_SHAREABLE' } };
}
