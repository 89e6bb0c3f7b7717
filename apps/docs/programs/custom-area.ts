// An area of our own: it gives loops a method, createInterval, that calls a
// function again and again without drifting.
//
//   node --import tsx apps/docs/programs/custom-area.ts
import { type Area, type Callback, createLoop, type Loop, sleep, type TimerHandle } from '@tsyncio/core';
import { simulatedKernel } from '@tsyncio/simulation';

interface Interval {
  readonly calls: number;
  cancel(): void;
}

/** What the area gives a loop. */
interface IntervalApi {
  /** Call `callback(...args)` every `period` milliseconds. A call that comes late makes no later one late. */
  createInterval<Args extends unknown[]>(period: number, callback: Callback<Args>, ...args: Args): Interval;
}

function createInterval<Args extends unknown[]>(loop: Loop, period: number, callback: Callback<Args>, args: Args): Interval {
  if (!(period > 0)) throw new RangeError(`an interval needs a period above 0 milliseconds, got ${period}`);
  const start = loop.time();
  let calls = 0;
  let timer: TimerHandle;
  const schedule = () => {
    timer = loop.callAt(start + (calls + 1) * period, call);
  };
  const call = () => {
    calls++;
    schedule(); // first: should the callback throw, the next call comes all the same
    callback(...args);
  };
  schedule();
  return {
    get calls() {
      return calls;
    },
    cancel: () => timer.cancel(),
  };
}

/** For `createLoop([intervals()])`. */
function intervals(): Area<'intervals', IntervalApi> {
  return {
    name: 'intervals',
    install: (loop) => ({
      createInterval: (period, callback, ...args) => createInterval(loop, period, callback, args),
    }),
  };
}

// On this kernel time passes at once, and exactly. On the native one the same area takes real time.
using loop = createLoop([intervals()], simulatedKernel());
await loop.runUntilComplete(async () => {
  const interval = loop.createInterval(20, (word: string) => console.log(`${word} at ${loop.time()} ms`), 'tick');
  await sleep(70);
  interval.cancel();
  console.log(`called ${interval.calls} times`);
});
