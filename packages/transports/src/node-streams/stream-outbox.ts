import type { Duplex } from 'node:stream';

/**
 * What was written and the stream has not dealt with yet, in order. One batch at a time is on its way, since of that the stream tells when
 * it is done; a stream's own count would also hold what the system took long ago.
 *
 *   [ chunk ][ chunk ] ──batch──► stream.write ──done at once, or its callback──► the next batch
 */
export class StreamOutbox {
  readonly #stream: Duplex;
  readonly #atOnce: number;
  readonly #sent: () => void;
  readonly #done: (error?: Error | null) => void = (error) => this.#onDone(error);
  #chunks: Uint8Array[] = [];
  #onItsWay = 0;
  /** Callbacks that will come for batches that were dealt with at once. */
  #superfluous = 0;
  #ending = false;
  #dropped = false;
  /** In bytes, with what is on its way. */
  size = 0;

  /** `atOnce`: how much is given to the stream at once, in bytes. `sent`: told from Node's own loop when it became smaller. */
  constructor(stream: Duplex, atOnce: number, sent: () => void) {
    this.#stream = stream;
    this.#atOnce = atOnce;
    this.#sent = sent;
  }

  push(chunk: Uint8Array): void {
    this.size += chunk.length;
    if (this.#onItsWay > 0 || chunk.length > this.#atOnce) {
      this.#chunks.push(chunk);
      return this.#pump();
    }
    this.#onItsWay = chunk.length;
    this.#stream.write(chunk, this.#done);
    this.#checkDone();
  }

  pushAll(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#chunks.push(chunk);
      this.size += chunk.length;
    }
    this.#pump();
  }

  /** End the stream once everything went. */
  end(): void {
    this.#ending = true;
    this.#pump();
  }

  drop(): void {
    this.#dropped = true;
    this.#chunks = [];
    this.size = 0;
  }

  #pump(): void {
    while (this.#onItsWay === 0 && this.#chunks.length > 0 && !this.#dropped) this.#send(this.#takeBatch());
    if (this.#ending && this.#onItsWay === 0 && !this.#dropped) {
      this.#ending = false;
      this.#stream.end();
    }
  }

  #takeBatch(): Uint8Array[] {
    const chunks = this.#chunks;
    const [first] = chunks as [Uint8Array];
    if (first.length > this.#atOnce) {
      // The rest is a view of the same memory: nothing is copied.
      chunks[0] = first.subarray(this.#atOnce);
      return [first.subarray(0, this.#atOnce)];
    }
    let [size, count] = [first.length, 1];
    for (; count < chunks.length; count++) {
      const { length } = chunks[count] as Uint8Array;
      if (size + length > this.#atOnce) break;
      size += length;
    }
    return chunks.splice(0, count);
  }

  #send(batch: readonly Uint8Array[]): void {
    const stream = this.#stream;
    const last = batch.length - 1;
    if (last > 0) stream.cork();
    batch.forEach((chunk, index) => {
      this.#onItsWay += chunk.length;
      if (index < last) stream.write(chunk);
      else stream.write(chunk, this.#done);
    });
    if (last > 0) stream.uncork();
    this.#checkDone();
  }

  /** What was dealt with at once need not be waited for, although the callback comes later. */
  #checkDone(): void {
    if (this.#stream.writableLength > 0 || this.#stream.destroyed) return;
    this.#superfluous++;
    this.#land();
  }

  #land(): void {
    this.size -= this.#onItsWay;
    this.#onItsWay = 0;
  }

  #onDone(error: Error | null | undefined): void {
    // The stream tells of its error itself.
    if (error != null || this.#dropped) return;
    if (this.#superfluous > 0) {
      this.#superfluous--;
      return;
    }
    this.#land();
    this.#pump();
    this.#sent();
  }
}
