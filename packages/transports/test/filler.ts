import type { BufferedProtocol } from '@tsyncio/core';
import { expect } from 'vitest';

/** A BufferedProtocol over `buffer` that notes what it gets. */
export class Filler implements BufferedProtocol {
  readonly hints: number[] = [];
  readonly events: string[] = [];
  text = '';
  buffer: Uint8Array;
  constructor(buffer: Uint8Array) {
    this.buffer = buffer;
  }
  getBuffer(hint: number): Uint8Array {
    this.hints.push(hint);
    return this.buffer;
  }
  bufferUpdated(nbytes: number): void {
    expect(nbytes).toBeGreaterThan(0);
    this.text += String(Buffer.from(this.buffer.subarray(0, nbytes)));
  }
  eofReceived(): void {
    this.events.push('eof');
  }
  connectionLost(error: Error | null): void {
    this.events.push(`lost ${error === null ? null : error.message}`);
  }
}
