import type { SubprocessOptions } from '@tsyncio/core';
import type { OptionNames } from '@tsyncio/core/area';

const TEXT = 'pipes carry bytes: decode what pipeDataReceived gets, with a TextDecoder for instance';
const UNBUFFERED = 'the pipes have no buffers of lines: setWriteBufferLimits of the transport of stdin sets the water marks';

const OPTIONS: OptionNames<SubprocessOptions> = {
  stdin: true,
  stdout: true,
  stderr: true,
  cwd: true,
  env: true,
  argv0: true,
  passFds: true,
  startNewSession: true,
  processGroup: true,
  user: true,
  group: true,
  umask: true,
};

/** Options of asyncio and of node:child_process that mean something else here, or nothing; and why. */
const FOREIGN: Readonly<Record<string, string>> = {
  text: TEXT,
  encoding: TEXT,
  errors: TEXT,
  universalNewlines: TEXT,
  bufsize: UNBUFFERED,
  preexecFn: 'no JavaScript can run in the child before its program: start a program that does that first',
  executable: 'give the path of the program in argv, and the name that it sees as argv0',
  closeFds: 'the child never has descriptors other than the standard ones and passFds',
  stdio: 'give stdin, stdout and stderr',
  detached: 'give startNewSession',
  uid: 'give user',
  gid: 'give group',
};

/** Values that ask for nothing, which asyncio takes as well. */
const NOTHING: readonly unknown[] = [undefined, null, false, 0];

/** @throws {TypeError} for options that would not do what they ask for, or nothing at all. */
export function refuseForeignOptions(options: object, method: string): void {
  const given = options as Readonly<Record<string, unknown>>;
  for (const [name, why] of Object.entries(FOREIGN)) {
    if (name === 'closeFds' ? given[name] === false : !isNothing(name, given[name]))
      throw new TypeError(`${method} has no option ${name}: ${why}`);
  }
  const hasShell = method === 'subprocessShell';
  if (given.shell !== undefined && given.shell !== hasShell)
    throw new TypeError(
      hasShell
        ? 'subprocessShell always has a shell, /bin/sh: subprocessExec starts a program without one'
        : 'subprocessExec has no shell: subprocessShell runs a command line in one',
    );
  const unknown = Object.keys(given).find((name) => !isKnown(name));
  if (unknown !== undefined) throw new TypeError(`${method} has no option '${unknown}': it takes ${Object.keys(OPTIONS).join(', ')}`);
}

function isKnown(name: string): boolean {
  return Object.hasOwn(OPTIONS, name) || Object.hasOwn(FOREIGN, name) || name === 'shell';
}

function isNothing(name: string, value: unknown): boolean {
  // Number 0 is a user and a group.
  return value === 0 && (name === 'uid' || name === 'gid') ? false : NOTHING.includes(value);
}
