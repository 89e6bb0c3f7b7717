import { Buffer } from 'node:buffer';
import { markAsUntransferable } from 'node:worker_threads';

/**
 * In bytes. Below the size from which glibc's malloc asks the system for fresh pages, whose faults would cost more than receiving does:
 * a slab that was collected is used again.
 */
const SLAB = 124 * 1024;
/** A slab with less room than this is left. */
const LEAST_ROOM = 64 * 1024;

/**
 * Memory to receive into. What was handed out is never written again:
 *
 *   slab   [ view ][ view ][ view ]................      the next read goes behind the last view
 */
export class ReceiveBuffer {
  space: Buffer;
  offset = 0;
  readonly #onSlab: (slab: Buffer) => void;
  #memory: ArrayBuffer;

  /** `onSlab` is told of each slab before anything is received into it. */
  constructor(onSlab: (slab: Buffer) => void = () => {}) {
    this.#onSlab = onSlab;
    this.space = newSlab();
    this.#memory = this.space.buffer as ArrayBuffer;
    onSlab(this.space);
  }

  /** Make room; how much of it may be filled, starting at `offset` of `space`. */
  reserve(nbytes: number): number {
    // A slab that somebody detached has no length.
    let room = this.space.length - this.offset;
    if (room < nbytes && room < LEAST_ROOM) {
      this.#renew();
      room = SLAB;
    }
    return Math.min(nbytes, room);
  }

  /** `count` bytes were received there. */
  take(count: number): Buffer {
    const start = this.offset;
    this.offset = start + count;
    return Buffer.from(this.#memory, start, count);
  }

  #renew(): void {
    this.space = newSlab();
    this.#memory = this.space.buffer as ArrayBuffer;
    this.offset = 0;
    this.#onSlab(this.space);
  }
}

/** A slab carries what many receivers hold: moving one of their buffers to another thread must not take the others along. */
function newSlab(): Buffer {
  const slab = Buffer.allocUnsafeSlow(SLAB);
  markAsUntransferable(slab.buffer);
  return slab;
}
