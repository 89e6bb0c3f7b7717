import { InvalidStateError } from '@tsyncio/core';
import type { DoneCallback, Machine, MachineFuture, MachineHandle } from './machine.ts';

/** What a loop is meant to do, as plainly as it can be said: two arrays. */
export class ModelLoop implements Machine {
  turn = 0;
  onError: (error: unknown) => void = () => {};
  #now = 1000;
  #ready: ModelHandle[] = [];
  #timers: ModelHandle[] = [];
  #stopping = false;

  time(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  callSoon(callback: () => void): ModelHandle {
    const handle = new ModelHandle(callback, 0);
    this.#ready.push(handle);
    return handle;
  }

  callSoonThreadsafe(callback: () => void): ModelHandle {
    return this.callSoon(callback);
  }

  callLater(delay: number, callback: () => void): ModelHandle {
    return this.callAt(this.#now + delay, callback);
  }

  callAt(when: number, callback: () => void): ModelHandle {
    const timer = new ModelHandle(callback, when);
    this.#timers.push(timer);
    return timer;
  }

  createFuture(): ModelFuture {
    return new ModelFuture(this);
  }

  stop(): void {
    this.#stopping = true;
  }

  run(): void {
    do {
      if (this.#ready.length === 0 && !this.#stopping) this.#sleep();
      this.#runTurn();
    } while (!this.#stopping);
    this.#stopping = false;
  }

  #sleep(): void {
    const deadlines = this.#timers.filter((timer) => !timer.cancelled).map((timer) => timer.when);
    this.#now = Math.max(this.#now, Math.min(...deadlines));
  }

  #runTurn(): void {
    this.turn++;
    // Sorting is stable: of two equal ones the older stays first.
    const due = this.#timers.filter((timer) => timer.when <= this.#now).sort((a, b) => a.when - b.when);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    const batch = [...this.#ready, ...due];
    this.#ready = [];
    for (const handle of batch) {
      if (handle.cancelled) continue;
      try {
        handle.callback();
      } catch (error) {
        this.onError(error);
      }
    }
  }
}

class ModelHandle implements MachineHandle {
  readonly callback: () => void;
  readonly when: number;
  cancelled = false;

  constructor(callback: () => void, when: number) {
    this.callback = callback;
    this.when = when;
  }

  cancel(): void {
    this.cancelled = true;
  }
}

class ModelFuture implements MachineFuture {
  readonly #loop: ModelLoop;
  #state: 'pending' | 'finished' | 'failed' | 'cancelled' = 'pending';
  #error: unknown = null;
  #callbacks: DoneCallback[] = [];

  constructor(loop: ModelLoop) {
    this.#loop = loop;
  }

  done(): boolean {
    return this.#state !== 'pending';
  }

  cancelled(): boolean {
    return this.#state === 'cancelled';
  }

  exception(): unknown {
    return this.#error;
  }

  setResult(): void {
    this.#settle('finished');
  }

  setException(error: unknown): void {
    this.#settle('failed');
    this.#error = error;
  }

  cancel(): boolean {
    if (this.done()) return false;
    this.#settle('cancelled');
    return true;
  }

  addDoneCallback(callback: DoneCallback): void {
    if (this.done()) this.#loop.callSoon(() => callback(this));
    else this.#callbacks.push(callback);
  }

  removeDoneCallback(callback: DoneCallback): number {
    const before = this.#callbacks.length;
    this.#callbacks = this.#callbacks.filter((one) => one !== callback);
    return before - this.#callbacks.length;
  }

  #settle(state: 'finished' | 'failed' | 'cancelled'): void {
    if (this.done()) throw new InvalidStateError('done already');
    this.#state = state;
    for (const callback of this.#callbacks) this.#loop.callSoon(() => callback(this));
    this.#callbacks = [];
  }
}
