import { signalNumber } from '@tsyncio/core/area';
import { owners } from './signal-owners.ts';

/**
 * Whether a loop of this thread has a handler for this signal of the process.
 *
 * @throws {TypeError} and {@link RangeError} as `addSignalHandler`.
 */
export function isSignalHandled(signal: NodeJS.Signals | number): boolean {
  return owners.has(signalNumber(signal, undefined));
}
