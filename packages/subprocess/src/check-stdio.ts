import { DEVNULL, PIPE, STDOUT, type Stdio, type SubprocessOptions } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';

/** What the three standard streams of a child are. */
export interface StdioOptions {
  readonly stdin: Stdio;
  readonly stdout: Stdio;
  readonly stderr: Stdio | typeof STDOUT;
}

/** Descriptors are an `int` of the system. */
const LARGEST = 2 ** 31 - 1;

/** @throws {TypeError} or {@link RangeError} for what no stream can be. */
export function checkStdio({ stdin = PIPE, stdout = PIPE, stderr = PIPE }: SubprocessOptions): StdioOptions {
  return { stdin: check(stdin, 'stdin'), stdout: check(stdout, 'stdout'), stderr: stderr === STDOUT ? STDOUT : check(stderr, 'stderr') };
}

function check(value: unknown, name: string): Stdio {
  if (value === PIPE || value === DEVNULL || value === null) return value;
  if (value === STDOUT) throw new TypeError(`${name} cannot be STDOUT: only stderr can go where stdout goes`);
  const { fd } = typeof value === 'number' ? { fd: value } : (Object(value) as { readonly fd?: unknown });
  if (typeof fd !== 'number')
    throw new TypeError(
      `${name} must be PIPE, DEVNULL${name === 'stderr' ? ', STDOUT' : ''}, null, a descriptor or a FileHandle, got ${show(value)}`,
    );
  if (typeof value === 'object' && fd === -1) throw new TypeError(`${name} is a FileHandle that is closed`);
  if (!Number.isInteger(fd) || fd < 0 || fd > LARGEST)
    throw new RangeError(`${name}: a descriptor must be an integer from 0 to ${LARGEST}, got ${fd}`);
  return value as Stdio;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : kindOf(value);
}
