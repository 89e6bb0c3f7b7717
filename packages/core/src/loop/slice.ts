import type { Clock } from '../interfaces/kernel/clock.ts';

/** How long turns may follow each other, in milliseconds, before Node's loop gets its turn. */
const LONGEST = 1;
/** And how many of them, for clocks that stand still. */
const MOST_TURNS = 1024;
/** The clock is looked at again after this many turns at the latest. */
const MOST_BETWEEN_LOOKS = 32;

/**
 * The stretch in which turns follow each other within one macrotask. Reading the clock costs as much as a short turn, so after each look the
 * next one is put off by as many turns as half of what is left has room for, at the pace so far.
 */
export class Slice {
  readonly #clock: Clock;
  #start = 0;
  #turns = 0;
  #nextLook = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(): void {
    this.#turns = 0;
    this.#nextLook = 0;
  }

  /** To be asked once for each turn that wants to follow. */
  isOver(): boolean {
    if (this.#turns++ < this.#nextLook) return false;
    const now = this.#clock.now();
    if (this.#turns === 1) {
      this.#start = now;
      this.#nextLook = 1;
      return false;
    }
    const elapsed = now - this.#start;
    if (elapsed >= LONGEST || this.#turns > MOST_TURNS) return true;
    const turnsLeft = ((LONGEST - elapsed) * this.#turns) / elapsed;
    this.#nextLook = this.#turns + Math.min(Math.floor(turnsLeft / 2), MOST_BETWEEN_LOOKS);
    return false;
  }
}
