import type { Duplex } from 'node:stream';

/** Above the high mark the stream is told to wait, at the low one to go on; in bytes, asyncio's of TLS. */
const HIGH = 256 * 1024;
const LOW = 64 * 1024;

/**
 * What a stream has given and the protocol has not had yet.
 *
 *   stream ──'data'──► [ chunk ][ chunk ] ──consume──► protocol
 *     ▲ pause above HIGH, or while held; resume at LOW
 */
export class StreamInbox {
  readonly #stream: Duplex;
  readonly #arrived: () => void;
  #chunks: Buffer[] = [];
  #size = 0;
  #open = false;
  #held = false;
  #full = false;
  #discarding = false;
  /** Whether the stream has said that no more will come. */
  ended = false;

  constructor(stream: Duplex, arrived: () => void) {
    this.#stream = stream;
    this.#arrived = arrived;
    if (stream.readableEnded || !stream.readable) this.ended = true;
    else stream.once('end', () => this.#onEnd());
  }

  /** The oldest chunk. */
  get first(): Buffer | undefined {
    return this.#chunks[0];
  }

  /** Take what the stream has; until then it keeps it. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#stream.on('data', (chunk: Buffer | Uint8Array) => this.#onData(chunk));
    if (!this.#held) this.#stream.resume();
  }

  /** What the stream would tell in its next 'data' event, taken instead of that; not before `open`. */
  take(chunk: Buffer | Uint8Array): void {
    this.#onData(chunk);
  }

  /** Take nothing for the moment, or go on. */
  hold(held: boolean): void {
    this.#held = held;
    this.#control();
  }

  /** The protocol has had so many bytes of the first chunk. */
  consume(nbytes: number): void {
    const first = this.#chunks[0] as Buffer;
    if (nbytes < first.length) this.#chunks[0] = first.subarray(nbytes);
    else this.#chunks.shift();
    this.#size -= nbytes;
    if (this.#full && this.#size <= LOW) {
      this.#full = false;
      this.#control();
    }
  }

  /** Nobody wants what is here. */
  drop(): void {
    this.#discarding = true;
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

  #onData(chunk: Buffer | Uint8Array): void {
    if (this.#discarding || chunk.length === 0) return;
    this.#chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#size += chunk.length;
    if (this.#size > HIGH && !this.#full) {
      this.#full = true;
      this.#control();
    }
    this.#arrived();
  }

  #onEnd(): void {
    this.ended = true;
    this.#arrived();
  }
}
