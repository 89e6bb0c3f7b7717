import type { Runnable } from './runnable.ts';

const INITIAL_CAPACITY = 64;

/**
 * First in, first out, in a ring whose capacity is a power of two.
 *
 *      head          head + length
 *       ▼                 ▼
 *   [ . A B C D E F G H I . . ]     index & mask wraps around
 */
export class ReadyQueue {
  #ring: (Runnable | null)[] = new Array(INITIAL_CAPACITY).fill(null);
  #mask = INITIAL_CAPACITY - 1;
  #head = 0;
  length = 0;

  push(item: Runnable): void {
    if (this.length > this.#mask) this.#grow();
    this.#ring[(this.#head + this.length) & this.#mask] = item;
    this.length++;
  }

  /** The first one; there must be one. */
  peek(): Runnable {
    return this.#ring[this.#head] as Runnable;
  }

  /** Forget the first one. */
  drop(): void {
    this.#ring[this.#head] = null;
    this.#head = (this.#head + 1) & this.#mask;
    this.length--;
  }

  clear(): void {
    this.#ring = new Array(INITIAL_CAPACITY).fill(null);
    this.#mask = INITIAL_CAPACITY - 1;
    this.#head = 0;
    this.length = 0;
  }

  #grow(): void {
    const old = this.#ring;
    const ring: (Runnable | null)[] = new Array(old.length * 2).fill(null);
    for (let i = 0; i < this.length; i++) ring[i] = old[(this.#head + i) & this.#mask] as Runnable;
    this.#ring = ring;
    this.#mask = ring.length - 1;
    this.#head = 0;
  }
}
