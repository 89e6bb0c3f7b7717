/** Who handles a signal of this process. */
export interface SignalOwner {
  /** Another one handles it from now on. */
  lose(signo: number): void;
}

/** One for all copies of this package in a thread: a signal has one loop, whichever copy that loop was made with. */
const KEY = Symbol.for('@tsyncio/signals:owners:1');
const shared = globalThis as { [KEY]?: Map<number, SignalOwner> };

shared[KEY] ??= new Map();

/** By the number of the signal. */
export const owners: Map<number, SignalOwner> = shared[KEY];
