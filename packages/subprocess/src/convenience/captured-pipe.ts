import type { BaseTransport, ReadTransport } from '@tsyncio/core';

/** What came through one pipe. It is read only while somebody wants it, so that a child that writes and writes waits instead of filling memory. */
export class CapturedPipe {
  /** In bytes. */
  size = 0;
  ended = false;
  readonly #transport: ReadTransport;
  #parts: Buffer[] = [];

  constructor(transport: BaseTransport) {
    this.#transport = transport as ReadTransport;
    this.#transport.pauseReading();
  }

  read(): void {
    this.#transport.resumeReading();
  }

  pause(): void {
    this.#transport.pauseReading();
  }

  push(data: Buffer): void {
    this.#parts.push(data);
    this.size += data.length;
  }

  /** Everything so far. */
  take(): Buffer {
    const all = Buffer.concat(this.#parts, this.size);
    this.#parts = [];
    this.size = 0;
    return all;
  }
}
