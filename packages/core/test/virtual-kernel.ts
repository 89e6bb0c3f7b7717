import type { Clock } from '../src/interfaces/kernel/clock.ts';
import type { Kernel } from '../src/interfaces/kernel/kernel.ts';
import type { Turns } from '../src/interfaces/kernel/turns.ts';

/** A kernel whose clock stands still while something is ready, and jumps to the next deadline when nothing is. */
export interface VirtualKernel extends Kernel {
  /** Let time pass, as a callback does that takes long. */
  advance(milliseconds: number): void;
  /** Whether `close` was called. */
  readonly closed: boolean;
}

export function virtualKernel(): VirtualKernel {
  let now = 1000;
  let closed = false;
  const clock: Clock = { now: () => now };
  const jump = (deadline: number): void => {
    if (Number.isFinite(deadline)) now = Math.max(now, deadline);
  };
  return {
    name: 'virtual',
    clock,
    turns: new VirtualTurns(jump),
    advance: (milliseconds) => {
      now += milliseconds;
    },
    get closed() {
      return closed;
    },
    close: () => {
      closed = true;
    },
  };
}

class VirtualTurns implements Turns {
  readonly #jump: (deadline: number) => void;
  #turn: (events: number) => void = () => {};
  #deadline = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | null = null;
  #alive: NodeJS.Timeout | null = null;

  constructor(jump: (deadline: number) => void) {
    this.#jump = jump;
  }

  attach(turn: (events: number) => void): void {
    this.#turn = turn;
  }

  start(): void {
    this.#alive = setInterval(() => {}, 2 ** 30);
    this.#schedule();
  }

  stop(): void {
    if (this.#alive !== null) clearInterval(this.#alive);
    this.#alive = null;
    this.#cancel();
  }

  arm(deadline: number): void {
    this.#deadline = deadline;
    this.#schedule();
  }

  wake(): void {
    this.arm(0);
  }

  poll(): number {
    return 0;
  }

  pollSync(deadline: number): number {
    this.#jump(deadline);
    return 0;
  }

  #schedule(): void {
    this.#cancel();
    if (this.#alive === null || this.#deadline === Number.POSITIVE_INFINITY) return;
    this.#immediate = setImmediate(() => {
      this.#immediate = null;
      this.#jump(this.#deadline);
      this.#deadline = Number.POSITIVE_INFINITY;
      this.#turn(0);
    });
  }

  #cancel(): void {
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#immediate = null;
  }
}
