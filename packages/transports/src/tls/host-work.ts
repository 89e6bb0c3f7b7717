import type { LoopState } from '@tsyncio/core/area';

/** More than any step of node:tls takes before bytes pass again, in rounds of Node's loop. */
const ROUNDS = 8;

/**
 * Keeps the time of a simulated loop from passing while node:tls works in Node's own ticks: a loop that takes turns does not sleep. Loops
 * in real time need none of it.
 */
export class HostWork {
  readonly #state: LoopState;
  #rounds = 0;

  constructor(state: LoopState) {
    this.#state = state;
  }

  /** Something was set going. */
  touch(): void {
    if (this.#state.kernel.native === true) return;
    const idle = this.#rounds === 0;
    this.#rounds = ROUNDS;
    if (idle) setImmediate(() => this.#nextRound());
  }

  #nextRound(): void {
    this.#rounds--;
    if (this.#state.phase !== 'running') this.#rounds = 0;
    if (this.#rounds === 0) return;
    setImmediate(() => this.#nextRound());
    this.#state.kernel.turns.wake();
  }
}
