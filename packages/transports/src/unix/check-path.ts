import { constants } from 'node:os';
import { SystemError } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';

/** @throws {TypeError} unless it is a path, or an abstract name. */
export function checkPath(path: unknown): string {
  if (typeof path !== 'string') throw new TypeError(`path must be a string, got ${kindOf(path)}`);
  if (path === '') throw new TypeError('path must not be empty');
  if (!isAbstract(path) && path.includes('\0')) throw new TypeError(`path must not contain a zero byte, got ${JSON.stringify(path)}`);
  return path;
}

/** Whether it is a name that no file stands for. */
export function isAbstract(path: string): boolean {
  return path.startsWith('\0');
}

/** What to do is said where the system does not say it. */
export function explain(error: unknown, path: string): unknown {
  if (!(error instanceof SystemError) || error.errno !== -constants.errno.ENAMETOOLONG) return error;
  const reason = `a socket's path has room for about a hundred bytes, this one has ${Buffer.byteLength(path)}: take a shorter or a relative one`;
  return new SystemError(error.code, error.errno, error.syscall, { address: path, reason });
}
