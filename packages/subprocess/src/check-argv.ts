import { kindOf } from '@tsyncio/core/area';

export type Argv = readonly [program: string, ...args: string[]];

/** @throws {TypeError} unless it is a program and its arguments, as strings that the system can have. */
export function checkArgv(argv: unknown): Argv {
  if (typeof argv === 'string')
    throw new TypeError('argv must be an array of a program and its arguments, got a string: give a command line to subprocessShell');
  if (!Array.isArray(argv)) throw new TypeError(`argv must be an array of a program and its arguments, got ${kindOf(argv)}`);
  if (argv.length === 0) throw new TypeError('argv is empty: give the program at least');
  // By index, as a copy of what is there: arrays may have holes.
  return Array.from({ length: argv.length }, (_, index) =>
    checkText(argv[index], index === 0 ? 'the program' : `argv[${index}]`),
  ) as unknown as Argv;
}

/** @throws {TypeError} unless it is a string that can be given to the system, which ends strings at a zero byte. */
export function checkText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string, got ${kindOf(value)}`);
  if (value.includes('\0')) throw new TypeError(`${what} must not contain a zero byte, got ${JSON.stringify(value)}`);
  return value;
}
