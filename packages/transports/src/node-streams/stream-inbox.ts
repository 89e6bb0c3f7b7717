import type { Duplex } from 'node:stream';

/** Above the high mark the stream is told to wait, at the low one to go on; in bytes, asyncio's of TLS. */
const HIGH = 256 * 1024;
const LOW = 64 * 1024;

/**
 * What a stream has given and the protocol has not had yet.
 *
 *   stream ──'data'──► first [ chunk ][ chunk ] ──consume──► protocol
 *     ▲ pause above HIGH, or while held; resume at LOW
 */
export class StreamInbox {
  readonly #stream: Duplex;
  readonly #arrived: () => void;
  /** Behind the first. */
  #chunks: Buffer[] = [];
  #size = 0;
  #open = false;
  #held = false;
  #full = false;
  #discarding = false;
  /** The oldest chunk: most often the only one. */
  first: Buffer | undefined;
  /** Whether the stream has said that no more will come. */
  ended = false;

  constructor(stream: Duplex, arrived: () => void) {
    this.#stream = stream;
    this.#arrived = arrived;
    if (stream.readableEnded || !stream.readable) this.ended = true;
    else stream.once('end', () => this.#onEnd());
  }

  /** Take what the stream has; until then it keeps it. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#stream.on('data', (chunk: Buffer | Uint8Array) => {
      this.take(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    });
    if (!this.#held) this.#stream.resume();
  }

  /** What a 'data' event told, or would tell next: somebody may shorten the way of a stream that flows. */
  take(chunk: Buffer): void {
    if (this.#discarding || chunk.length === 0) return;
    if (this.first === undefined) this.first = chunk;
    else this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > HIGH && !this.#full) {
      this.#full = true;
      this.#control();
    }
    this.#arrived();
  }

  /** Take nothing for the moment, or go on. */
  hold(held: boolean): void {
    this.#held = held;
    this.#control();
  }

  /** The protocol has had so many bytes of the first chunk. */
  consume(nbytes: number): void {
    const first = this.first as Buffer;
    if (nbytes < first.length) this.first = first.subarray(nbytes);
    else this.first = this.#chunks.length > 0 ? this.#chunks.shift() : undefined;
    this.#size -= nbytes;
    if (this.#full && this.#size <= LOW) {
      this.#full = false;
      this.#control();
    }
  }

  /** Nobody wants what is here. */
  drop(): void {
    this.#discarding = true;
    this.first = undefined;
    this.#chunks = [];
    this.#size = 0;
    this.#full = false;
  }

  /** Nobody wants the rest either, only its end. */
  discard(): void {
    this.drop();
    this.#held = false;
    this.open();
    this.#control();
  }

  #control(): void {
    if (!this.#open || this.#stream.destroyed) return;
    if (this.#held || this.#full) this.#stream.pause();
    else this.#stream.resume();
  }

  #onEnd(): void {
    this.ended = true;
    this.#arrived();
  }
}
