import { constants } from 'node:os';
import type { Signals } from './interfaces/kernel/signals.ts';
import { kindOf } from './kind-of.ts';

const ofThisSystem = { numbers: constants.signals as Readonly<Record<string, number>>, highest: process.platform === 'linux' ? 64 : 31 };
/** The C library of Linux keeps these for itself. */
const kept: readonly number[] = process.platform === 'linux' ? [32, 33] : [];

/**
 * The number of a signal, which is a name or a number; of this system's signals unless given.
 *
 * @throws {TypeError} when it is neither; {@link RangeError} when there is no such signal.
 */
export function signalNumber(signal: unknown, { numbers, highest }: Pick<Signals, 'numbers' | 'highest'> = ofThisSystem): number {
  if (typeof signal === 'string' && signal.startsWith('SIG')) {
    const number = Object.hasOwn(numbers, signal) ? numbers[signal] : undefined;
    if (number === undefined) throw new RangeError(`there is no signal ${signal} on this system`);
    return number;
  }
  if (typeof signal !== 'number')
    throw new TypeError(
      `a signal's name, such as 'SIGTERM', or its number was expected, got ${typeof signal === 'string' ? `'${signal}'` : kindOf(signal)}`,
    );
  if (!Number.isInteger(signal) || signal < 1 || signal > highest || kept.includes(signal))
    throw new RangeError(`invalid signal number ${signal}`);
  return signal;
}

/** For messages: its name, or `signal N` for one without. */
export function signalName(signo: number, { numbers }: Pick<Signals, 'numbers'> = ofThisSystem): string {
  return Object.keys(numbers).find((name) => numbers[name] === signo) ?? `signal ${signo}`;
}
