// What is sent: bytes that are known at every position of every flow, so that one that is lost, doubled or moved is seen.

/** A prime: no size of a buffer or of a piece divides it. */
const PERIOD = 1_048_573;
export const LONGEST_PIECE = 256 * 1024;

export class Content {
  #bytes = Buffer.allocUnsafe(PERIOD + LONGEST_PIECE);

  constructor(random) {
    for (let i = 0; i < PERIOD; i++) this.#bytes[i] = random.between(0, 255);
    this.#bytes.copy(this.#bytes, PERIOD, 0, LONGEST_PIECE);
  }

  /** The bytes of the flow that begins at `start`, from `position` on. */
  piece(start, position, length) {
    const from = (start + position) % PERIOD;
    return this.#bytes.subarray(from, from + length);
  }

  matches(start, position, received) {
    for (let done = 0; done < received.length; done += LONGEST_PIECE) {
      const part = received.subarray(done, done + LONGEST_PIECE);
      if (!part.equals(this.piece(start, position + done, part.length))) return false;
    }
    return true;
  }
}
