/** Up to this size, in bytes, messages are received into memory that is kept, and copied out of it: most are far shorter than they may be. */
const MOST_KEPT = 1024 * 1024;

let kept: Buffer = Buffer.alloc(0);

/** Room for a message of up to `nbytes`, until the next call. */
export function messageSpace(nbytes: number): Buffer {
  if (nbytes > MOST_KEPT) return Buffer.allocUnsafeSlow(nbytes);
  if (kept.length < nbytes) kept = Buffer.allocUnsafeSlow(Math.max(nbytes, 2 * kept.length));
  return kept.subarray(0, nbytes);
}

/** The message of `length` bytes that is in `space` now, for good. */
export function takeOut(space: Buffer, length: number): Buffer {
  const message = space.subarray(0, length);
  return space.buffer === kept.buffer || length < space.length / 2 ? Buffer.from(message) : message;
}
