import type { Clock } from '../interfaces/kernel/clock.ts';
import type { Kernel } from '../interfaces/kernel/kernel.ts';
import type { Turns } from '../interfaces/kernel/turns.ts';

/** Node's timers are whole milliseconds, and overflow above this. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** Node's own clock, immediates and timeouts: enough for callbacks, timers and tasks, without descriptors. */
export function hostKernel(): Kernel {
  const clock: Clock = { now: () => performance.now() };
  return { name: 'host', clock, turns: new HostTurns(clock), close() {} };
}

class HostTurns implements Turns {
  readonly #clock: Clock;
  #turn: (events: number) => void = () => {};
  #running = false;
  #deadline = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | null = null;
  #timeout: NodeJS.Timeout | null = null;
  readonly #sleeper = new Int32Array(new SharedArrayBuffer(4));

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attach(turn: (events: number) => void): void {
    this.#turn = turn;
  }

  start(): void {
    this.#running = true;
  }

  stop(): void {
    this.#running = false;
    this.#disarm();
  }

  arm(deadline: number): void {
    if (deadline === this.#deadline && (this.#immediate !== null || this.#timeout !== null)) return;
    this.#disarm();
    this.#deadline = deadline;
    if (!this.#running) return;
    const delay = deadline - this.#clock.now();
    // A timeout for the whole milliseconds, then immediates for the rest: precise, at the cost of spinning for less than two.
    if (delay < 1) this.#immediate = setImmediate(() => this.#fire());
    else this.#timeout = setTimeout(() => this.#fire(), Math.min(Math.max(delay - 1, 1), LONGEST_TIMEOUT));
  }

  wake(): void {
    this.arm(0);
  }

  poll(): number {
    return 0;
  }

  pollSync(deadline: number): number {
    const delay = deadline - this.#clock.now();
    if (delay > 0) Atomics.wait(this.#sleeper, 0, 0, delay);
    return 0;
  }

  #fire(): void {
    this.#immediate = null;
    this.#timeout = null;
    const deadline = this.#deadline;
    if (this.#clock.now() < deadline) {
      this.#deadline = Number.NaN;
      this.arm(deadline);
    } else this.#turn(0);
  }

  #disarm(): void {
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    this.#immediate = null;
    this.#timeout = null;
  }
}
