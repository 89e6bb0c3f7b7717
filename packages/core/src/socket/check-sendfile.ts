import type { FileLike } from '../interfaces/file-like.ts';
import type { SendfileOptions } from '../interfaces/socket-api.ts';
import { kindOf } from '../kind-of.ts';
import { type OptionNames, ownOptions } from '../own-options.ts';

/** Which part of a file is to be sent, and how. */
export interface FilePart {
  readonly file: FileLike;
  readonly offset: number;
  /** Infinity for all of the file. */
  readonly count: number;
  readonly fallback: boolean;
}

const OPTIONS: OptionNames<SendfileOptions> = { offset: true, count: true, fallback: true };

/** @throws {TypeError} or {@link RangeError} naming what is wrong. */
export function checkSendfile(file: FileLike, options: SendfileOptions = {}): FilePart {
  const { offset = 0, count = null, fallback = true } = ownOptions(options, 'sendfile', OPTIONS);
  if (!isWhole(offset, 0)) throw notWhole('offset must be a non-negative integer', offset);
  if (count !== null && !isWhole(count, 1)) throw notWhole('count must be a positive integer or null', count);
  if (typeof fallback !== 'boolean') throw new TypeError(`fallback must be true or false, got ${kindOf(fallback)}`);
  return { file: checkFile(file), offset, count: count ?? Number.POSITIVE_INFINITY, fallback };
}

function checkFile(file: FileLike): FileLike {
  const fd = typeof file === 'object' && file !== null ? file.fd : file;
  if (typeof fd !== 'number') throw new TypeError(`a file must be a FileHandle or a descriptor, got ${kindOf(file)}`);
  if (!Number.isInteger(fd) || fd < 0) throw new RangeError(`a file must be open, got descriptor ${fd}`);
  return file;
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function notWhole(rule: string, value: unknown): Error {
  return typeof value === 'number' ? new RangeError(`${rule}, got ${value}`) : new TypeError(`${rule}, got ${kindOf(value)}`);
}
