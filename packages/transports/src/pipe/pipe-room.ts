import type { Pipes } from '@tsyncio/core/area';
import type { CheckedPipe } from './pipe-descriptor.ts';

/** What a pipe of most systems holds, in bytes. */
const USUAL = 64 * 1024;
/** What a busy one is to hold: each side then does more before the other has to. A user without rights has some hundreds of these. */
const MORE = 256 * 1024;
/** After being full so many times it is busy. */
const TIMES = 4;

/** Makes a pipe larger through which much goes. */
export class PipeRoom {
  readonly #pipes: Pipes;
  readonly #pipe: CheckedPipe;
  #timesFull = 0;

  constructor(pipes: Pipes, pipe: CheckedPipe) {
    this.#pipes = pipes;
    this.#pipe = pipe;
  }

  /** So many bytes were read at once. */
  wasRead(nbytes: number): void {
    if (nbytes >= USUAL) this.wasFull();
  }

  /** It took no more. Whether the system lets it grow is no matter: it works as it is. */
  wasFull(): void {
    if (++this.#timesFull === TIMES && this.#pipe.kind === 'fifo') this.#pipes.enlarge?.(this.#pipe.fd, MORE);
  }
}
