import type { Duplex } from 'node:stream';

/** How much is given to the stream at once, in bytes: what it has taken counts as unsent until all of it went. */
const AT_ONCE = 64 * 1024;

/**
 * What was written and the stream has not dealt with yet, in order. One batch at a time is on its way, since of that the stream tells when
 * it is done; a stream's own count would also hold what the system took long ago.
 *
 *   [ chunk ][ chunk ] ──batch──► stream.write ──done at once, or its callback──► the next batch
 */
export class StreamOutbox {
  readonly #stream: Duplex;
  readonly #sent: () => void;
  #chunks: Uint8Array[] = [];
  #onItsWay = 0;
  #ending = false;
  #dropped = false;
  /** In bytes, with what is on its way. */
  size = 0;

  /** `sent`: told from Node's own loop whenever it became smaller. */
  constructor(stream: Duplex, sent: () => void) {
    this.#stream = stream;
    this.#sent = sent;
  }

  push(chunks: readonly Uint8Array[]): void {
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
    this.#onItsWay = 0;
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
    const batch: Uint8Array[] = [];
    let count = 0;
    for (const chunk of this.#chunks) {
      if (this.#onItsWay + chunk.length > AT_ONCE && count > 0) break;
      batch.push(chunk);
      count++;
      this.#onItsWay += chunk.length;
    }
    this.#chunks.splice(0, count);
    const [first] = batch;
    if (first !== undefined && first.length > AT_ONCE) {
      // The rest is a view of the same memory: nothing is copied.
      this.#chunks.unshift(first.subarray(AT_ONCE));
      this.#onItsWay = AT_ONCE;
      return [first.subarray(0, AT_ONCE)];
    }
    return batch;
  }

  #send(batch: readonly Uint8Array[]): void {
    const size = this.#onItsWay;
    let done = false;
    const land = (): void => {
      if (done || this.#dropped) return;
      done = true;
      this.#onItsWay = 0;
      this.size -= size;
    };
    const stream = this.#stream;
    stream.cork();
    batch.forEach((chunk, index) => {
      stream.write(chunk, index < batch.length - 1 ? undefined : (error) => this.#onDone(error, done, land));
    });
    stream.uncork();
    // Dealt with at once: the callback comes in a tick, but there is nothing to wait for.
    if (stream.writableLength === 0 && !stream.destroyed) land();
  }

  #onDone(error: Error | null | undefined, wasDone: boolean, land: () => void): void {
    // The stream tells of its error itself.
    if (error != null || wasDone || this.#dropped) return;
    land();
    this.#pump();
    this.#sent();
  }
}
