import type { STDOUT, Stdio, SubprocessOptions } from '@tsyncio/core';
import { kindOf, ownOptions } from '@tsyncio/core/area';
import { checkText } from './check-argv.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkStdio } from './check-stdio.ts';
import { refuseForeignOptions } from './refuse-options.ts';

/** What the options say of a child. */
export interface ChildOptions {
  readonly stdin: Stdio;
  readonly stdout: Stdio;
  readonly stderr: Stdio | typeof STDOUT;
  readonly cwd: string | null;
  readonly env: readonly string[];
  readonly argv0: string | null;
  readonly keep: readonly number[];
  readonly newSession: boolean;
  readonly processGroup: number | null;
  readonly user: number | null;
  readonly group: number | null;
  readonly umask: number | null;
}

/** Process groups are an `int` of the system, users and groups an unsigned one, of which the last stands for none. */
const LARGEST_GROUP = 2 ** 31 - 1;
const LARGEST_ID = 2 ** 32 - 2;
const LARGEST_UMASK = 0o777;

/** @throws {TypeError} or {@link RangeError} for options that are none. Own properties count only. */
export function checkOptions(given: SubprocessOptions, method: string): ChildOptions {
  const options = ownOptions(given, method);
  refuseForeignOptions(options, method);
  const { cwd, argv0 } = options;
  return {
    ...checkStdio(options),
    cwd: cwd === undefined ? null : checkText(cwd, 'cwd'),
    env: checkEnvironment(options.env),
    argv0: argv0 === undefined ? null : checkText(argv0, 'argv0'),
    keep: checkPassFds(options.passFds),
    ...checkGroups(options),
    user: checkNumber(options.user, 'user', LARGEST_ID),
    group: checkNumber(options.group, 'group', LARGEST_ID),
    umask: checkNumber(options.umask, 'umask', LARGEST_UMASK),
  };
}

function checkGroups({ startNewSession = false, processGroup }: SubprocessOptions): Pick<ChildOptions, 'newSession' | 'processGroup'> {
  if (typeof startNewSession !== 'boolean') throw new TypeError(`startNewSession must be a boolean, got ${kindOf(startNewSession)}`);
  const group = checkNumber(processGroup, 'processGroup', LARGEST_GROUP);
  if (!startNewSession) return { newSession: false, processGroup: group };
  if (group !== null && group !== 0)
    throw new TypeError('processGroup and startNewSession exclude each other: the leader of a session has a group of its own');
  return { newSession: true, processGroup: null };
}

function checkPassFds(passFds: readonly number[] = []): readonly number[] {
  if (!Array.isArray(passFds)) throw new TypeError(`passFds must be an array of descriptors, got ${kindOf(passFds)}`);
  const checked = Array.from(passFds, (fd, index) => checkInteger(fd, `passFds[${index}]`, LARGEST_GROUP));
  // The first three are what stdin, stdout and stderr say.
  return [...new Set(checked)].filter((fd) => fd > 2);
}

function checkNumber(value: unknown, what: string, most: number): number | null {
  return value === undefined ? null : checkInteger(value, what, most);
}

function checkInteger(value: unknown, what: string, most: number): number {
  if (typeof value !== 'number') throw new TypeError(`${what} must be a number, got ${kindOf(value)}`);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new RangeError(`${what} must be an integer from 0 to ${most}, got ${value}`);
  return value;
}
