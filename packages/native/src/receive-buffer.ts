/** Received bytes are views of one slab until it is used up. */
const SLAB = 256 * 1024;
/** Above this, what was received is copied out, so that a few bytes kept for long do not hold much more. */
const LARGEST_VIEW = 64 * 1024;
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

  /** Make room for up to `nbytes`, starting at `offset` of `space`. */
  reserve(nbytes: number): this {
    const room = this.space.length - this.offset;
    if (room < nbytes && room < LEAST_ROOM) {
      this.space = Buffer.allocUnsafeSlow(Math.max(SLAB, Math.min(nbytes, SLAB)));
      this.offset = 0;
    }
    return this;
  }

  /** `count` bytes were received there. */
  take(count: number): Buffer {
    const start = this.offset;
    if (count > LARGEST_VIEW) return Buffer.from(this.space.subarray(start, start + count));
    this.offset = start + count;
    return this.space.subarray(start, start + count) as Buffer;
  }
}
