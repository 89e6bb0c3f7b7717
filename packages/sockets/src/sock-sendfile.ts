import type { FileLike, FileTransfer, SendfileOptions, Socket, SocketAddress } from '@tsyncio/core';
import { isStream, kindOf, type LoopState } from '@tsyncio/core/area';
import { SockFileTransfer } from './sock-file-transfer.ts';

/** Implements `sockSendfile`. */
export function sockSendfile(state: LoopState, sock: Socket<SocketAddress>, file: FileLike, options: SendfileOptions = {}): FileTransfer {
  return new SockFileTransfer(state).begin(() => ({ ...checkedOptions(options), file: checkFile(file, sock), sock }));
}

export interface Sending {
  readonly sock: Socket<SocketAddress>;
  readonly file: FileLike;
  readonly offset: number;
  /** Infinity for all of the file. */
  readonly count: number;
  readonly fallback: boolean;
}

function checkFile(file: FileLike, sock: Socket<SocketAddress>): FileLike {
  if (typeof sock?.type !== 'number') throw new TypeError(`a socket was expected, got ${kindOf(sock)}`);
  if (!isStream(sock)) throw new TypeError('only a stream socket can send a file: send the parts of it as datagrams');
  const fd = typeof file === 'object' && file !== null ? file.fd : file;
  if (typeof fd !== 'number') throw new TypeError(`a file must be a FileHandle or a descriptor, got ${kindOf(file)}`);
  if (!Number.isInteger(fd) || fd < 0) throw new RangeError(`a file must be open, got descriptor ${fd}`);
  return file;
}

function checkedOptions(options: SendfileOptions): Pick<Sending, 'offset' | 'count' | 'fallback'> {
  const { offset = 0, count = null, fallback = true } = { ...options };
  if (!isWhole(offset, 0)) throw notWhole('offset must be a non-negative integer', offset);
  if (count !== null && !isWhole(count, 1)) throw notWhole('count must be a positive integer or null', count);
  return { offset, count: count ?? Number.POSITIVE_INFINITY, fallback };
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function notWhole(rule: string, value: unknown): Error {
  return typeof value === 'number' ? new RangeError(`${rule}, got ${value}`) : new TypeError(`${rule}, got ${kindOf(value)}`);
}
