import type { Future, Loop } from 'tsyncio';

/**
 * One holder at a time; those who wait get it in the order in which they asked. tsyncio is asyncio's low level and has no locks.
 *
 * @see asyncio `asyncio.Lock`
 */
export class Lock {
  readonly #loop: Loop;
  #held = false;
  readonly #waiting: Set<Future<void>> = new Set();

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** The function that gives it back; calling that again does nothing. */
  async acquire(): Promise<() => void> {
    if (this.#held) await this.#turn();
    this.#held = true;
    let given = true;
    return () => {
      if (given) this.#release();
      given = false;
    };
  }

  async hold<T>(body: () => Promise<T>): Promise<T> {
    const release = await this.acquire();
    try {
      return await body();
    } finally {
      release();
    }
  }

  async #turn(): Promise<void> {
    const turn = this.#loop.createFuture<void>();
    this.#waiting.add(turn);
    try {
      await turn;
    } catch (error) {
      // Cancelled while it waited, or when it had been given the lock and did not know yet.
      if (turn.cancelled()) this.#waiting.delete(turn);
      else this.#release();
      throw error;
    }
  }

  /** Goes to the next in the queue without being free in between, so nobody can push in. */
  #release(): void {
    for (const turn of this.#waiting) {
      this.#waiting.delete(turn);
      if (!turn.done()) return turn.setResult();
    }
    this.#held = false;
  }
}
