// setImmediate, process.nextTick and queueMicrotask, each where callSoon stands for tsyncio.
import { now, since } from '../common/clock.mjs';

const burstSize = 100_000;

function chainOf(schedule) {
  return (count) =>
    new Promise((resolve) => {
      let ran = 0;
      let start;
      const step = () => {
        if (++ran < count) schedule(step);
        else resolve({ nanoseconds: since(start), ran });
      };
      setImmediate(() => {
        start = now();
        schedule(step);
      });
    });
}

function burstOf(schedule) {
  return (count) =>
    new Promise((resolve) => {
      const size = Math.min(burstSize, count);
      let ran = 0;
      let start;
      const step = () => {
        ran++;
      };
      const begin = () => {
        if (ran >= count) return resolve({ nanoseconds: since(start), ran });
        for (let index = 0; index < size; index++) schedule(step);
        schedule(begin);
      };
      setImmediate(() => {
        start = now();
        begin();
      });
    });
}

const { nextTick } = process;

export const callbackCases = {
  chain: { setImmediate: chainOf(setImmediate), nextTick: chainOf(nextTick), queueMicrotask: chainOf(queueMicrotask) },
  burst: { setImmediate: burstOf(setImmediate), nextTick: burstOf(nextTick), queueMicrotask: burstOf(queueMicrotask) },
};
