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
  space: Buffer = Buffer.allocUnsafeSlow(SLAB);
  offset = 0;

  /** Make room; how much of it may be filled, starting at `offset` of `space`. */
  reserve(nbytes: number): number {
    let room = this.space.length - this.offset;
    if (room < nbytes && room < LEAST_ROOM) {
      this.space = Buffer.allocUnsafeSlow(SLAB);
      this.offset = 0;
      room = SLAB;
    }
    return Math.min(nbytes, room);
  }

  /** `count` bytes were received there. */
  take(count: number): Buffer {
    const start = this.offset;
    this.offset = start + count;
    return Buffer.from(this.space.buffer as ArrayBuffer, start, count);
  }
}
