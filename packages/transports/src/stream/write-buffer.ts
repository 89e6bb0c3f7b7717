import { constants } from 'node:os';
import type { BytesLike } from '@tsyncio/core';
import { checkList, type SocketCalls, toBytes } from '@tsyncio/core/area';

/** The calls that send what was written. */
export type Sender = Pick<SocketCalls, 'send' | 'sendv'>;

/** As many buffers as one system call takes. */
const MOST_AT_ONCE = 64;
/** How many empty places at the front are worth moving the rest. */
const MOST_EMPTY = 1024;
/** Stands in the places of what was sent, which can be forgotten. */
const SENT = new Uint8Array(0);

/**
 * What the system has not taken yet, in order and without copying:
 *
 *   [ empty ][ sent | rest ][ whole ][ whole ]        `#head` is the place of the first one, `#offset` how much of it was sent
 */
export class WriteBuffer {
  #chunks: Uint8Array[] = [];
  #head = 0;
  #offset = 0;
  /** In bytes. */
  size = 0;

  /** Add `chunk`; of the first one, what comes after `sent` bytes. */
  push(chunk: Uint8Array, sent = 0): void {
    if (chunk.length === sent) return;
    if (this.#waiting === 0) this.#offset = sent;
    this.#chunks.push(chunk);
    this.size += chunk.length - sent;
  }

  pushAll(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.push(chunk);
  }

  /** Send once; how many bytes went, or a negated error number. */
  send(calls: Sender, fd: number): number {
    const first = this.#chunks[this.#head];
    if (first === undefined) return 0;
    // None is pushed empty: its memory was given away since, to another thread for one, and what was written is lost.
    if (first.length <= this.#offset) return -constants.errno.EFAULT;
    const sent = this.#waiting === 1 ? calls.send(fd, first, this.#offset, 0) : calls.sendv(fd, this.#nextChunks(), this.#offset);
    if (sent > 0) this.#advance(sent);
    return sent;
  }

  /** Send until the system takes no more of it. */
  sendAll(calls: Sender, fd: number): number {
    for (;;) {
      const offered = Math.min(this.#waiting, MOST_AT_ONCE);
      const sent = this.send(calls, fd);
      // A call that did not take everything it was offered filled the socket.
      if (sent <= 0 || this.size === 0 || offered < MOST_AT_ONCE || this.#offset > 0) return sent;
    }
  }

  /** Give everything away. */
  takeAll(): readonly Uint8Array[] {
    const all = this.#chunks.slice(this.#head);
    const [first] = all;
    if (first !== undefined) all[0] = first.subarray(this.#offset);
    this.clear();
    return all;
  }

  clear(): void {
    this.#chunks = [];
    this.#head = 0;
    this.#offset = 0;
    this.size = 0;
  }

  get #waiting(): number {
    return this.#chunks.length - this.#head;
  }

  #nextChunks(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    return this.#head === 0 && chunks.length <= MOST_AT_ONCE ? chunks : chunks.slice(this.#head, this.#head + MOST_AT_ONCE);
  }

  #advance(sent: number): void {
    this.size -= sent;
    const chunks = this.#chunks;
    let left = sent + this.#offset;
    for (;;) {
      const chunk = chunks[this.#head];
      if (chunk === undefined || left < chunk.length || chunk.length === 0) break;
      left -= chunk.length;
      chunks[this.#head++] = SENT;
    }
    this.#offset = left;
    this.#dropEmpty();
  }

  // Not at each call: to move what waits takes as long as there is of it.
  #dropEmpty(): void {
    if (this.#waiting === 0) this.#chunks.length = 0;
    else if (this.#head < MOST_EMPTY || this.#head < this.#waiting) return;
    else this.#chunks = this.#chunks.slice(this.#head);
    this.#head = 0;
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
