/** Bytes in order, in the pieces in which they came:  [ taken | rest ][ whole ][ whole ] */
export class ByteQueue {
  #pieces: Buffer[] = [];
  /** In bytes. */
  length = 0;

  /** Add `bytes`, which nobody may write again. */
  push(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.length += bytes.length;
  }

  /** The first `count` bytes, left where they are. */
  peek(count: number): Buffer {
    let wanted = count;
    const parts: Buffer[] = [];
    for (const piece of this.#pieces) {
      if (wanted <= 0) break;
      parts.push(piece.subarray(0, wanted));
      wanted -= piece.length;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  /** The first `count` bytes, of those that are there. They are never written again. */
  take(count: number): Buffer {
    const bytes = this.peek(count);
    this.#drop(bytes.length);
    return bytes;
  }

  #drop(count: number): void {
    this.length -= count;
    let left = count;
    let whole = 0;
    for (const piece of this.#pieces) {
      if (left < piece.length) break;
      left -= piece.length;
      whole++;
    }
    this.#pieces.splice(0, whole);
    if (left > 0) this.#pieces[0] = (this.#pieces[0] as Buffer).subarray(left);
  }
}
