import { constants } from 'node:os';
import type { BytesLike } from '@tsyncio/core';
import { checkList, type SocketCalls, toBytes } from '@tsyncio/core/area';

/** The calls that send what was written. */
export type Sender = Pick<SocketCalls, 'send' | 'sendv'>;

/** As many buffers as one system call takes. */
const MOST_AT_ONCE = 64;

/**
 * What the system has not taken yet, in order and without copying:
 *
 *   [ sent | rest ][ whole ][ whole ]        `#offset` is how much of the first one was sent
 */
export class WriteBuffer {
  #chunks: Uint8Array[] = [];
  #offset = 0;
  /** In bytes. */
  size = 0;

  /** Add `chunk`; of the first one, what comes after `sent` bytes. */
  push(chunk: Uint8Array, sent = 0): void {
    if (chunk.length === sent) return;
    if (this.#chunks.length === 0) this.#offset = sent;
    this.#chunks.push(chunk);
    this.size += chunk.length - sent;
  }

  pushAll(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.push(chunk);
  }

  /** Send once; how many bytes went, or a negated error number. */
  send(calls: Sender, fd: number): number {
    const [first] = this.#chunks;
    if (first === undefined) return 0;
    // None is pushed empty: its memory was given away since, to another thread for one, and what was written is lost.
    if (first.length <= this.#offset) return -constants.errno.EFAULT;
    const sent =
      this.#chunks.length === 1
        ? calls.send(fd, first, this.#offset, 0)
        : calls.sendv(fd, this.#chunks.length > MOST_AT_ONCE ? this.#chunks.slice(0, MOST_AT_ONCE) : this.#chunks, this.#offset);
    if (sent > 0) this.#advance(sent);
    return sent;
  }

  /** Send until the system takes no more of it. */
  sendAll(calls: Sender, fd: number): number {
    for (;;) {
      const offered = Math.min(this.#chunks.length, MOST_AT_ONCE);
      const sent = this.send(calls, fd);
      // A call that did not take everything it was offered filled the socket.
      if (sent <= 0 || this.size === 0 || offered < MOST_AT_ONCE || this.#offset > 0) return sent;
    }
  }

  /** Give everything away. */
  takeAll(): readonly Uint8Array[] {
    const [first, ...rest] = this.#chunks;
    if (first === undefined) return [];
    const all = [first.subarray(this.#offset), ...rest];
    this.clear();
    return all;
  }

  clear(): void {
    this.#chunks = [];
    this.#offset = 0;
    this.size = 0;
  }

  #advance(sent: number): void {
    this.size -= sent;
    let left = sent + this.#offset;
    let done = 0;
    for (const chunk of this.#chunks) {
      if (left < chunk.length || chunk.length === 0) break;
      left -= chunk.length;
      done++;
    }
    this.#chunks.splice(0, done);
    this.#offset = left;
  }
}

/** The buffer of those that never had to wait: nothing is pushed into it. */
export const EMPTY: WriteBuffer = new WriteBuffer();

/** What `writelines` is given. @throws {TypeError} unless it is a list of bytes. */
export function chunksOf(list: Iterable<BytesLike>): Uint8Array[] {
  return Array.from(checkList('writelines', list), (data) => toBytes(data));
}

export function totalOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
