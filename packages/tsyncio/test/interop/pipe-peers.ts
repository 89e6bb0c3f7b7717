import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Future, WriteTransport } from 'tsyncio';
import { newFolder } from '../temporary-folder.ts';

/** A FIFO that is removed at the end of the test. */
export function newFifo(): string {
  const path = join(newFolder(), 'fifo');
  execFileSync('mkfifo', [path]);
  return path;
}

/** Writes everything and ends. */
export class PipeWriter {
  readonly #message: Buffer;
  readonly #lost: Future<void>;

  constructor(message: Buffer, lost: Future<void>) {
    this.#message = message;
    this.#lost = lost;
  }

  connectionMade(transport: WriteTransport): void {
    transport.write(this.#message);
    transport.writeEof();
  }

  connectionLost(error: Error | null): void {
    if (error) this.#lost.setException(error);
    else this.#lost.setResult();
  }
}
