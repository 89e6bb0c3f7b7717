/** For how many times in a row it is taken for granted, at most. */
const LONGEST = 16;

/**
 * Whether datagrams come one at a time, as with a peer that waits for each answer: looking for a second one would be a system call for nothing.
 *
 *   looked, there was none ──► not looked for once, twice, 4, 8, 16 times ──► looked again
 *   looked, there was one  ──► looked always
 */
export class LoneDatagrams {
  #step = 0;
  #left = 0;

  /** Whether there will be only one this time. */
  expected(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }

  /** After the first one a second one was looked for: was the first alone? */
  learn(wasAlone: boolean): void {
    this.#step = wasAlone ? Math.min(2 * this.#step || 1, LONGEST) : 0;
    this.#left = this.#step;
  }
}
