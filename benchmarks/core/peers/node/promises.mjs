// Promises where futures stand for tsyncio, and async functions that are just called where it makes tasks.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { now, since } from '../common/clock.mjs';

function settle(count) {
  return new Promise((finish) => {
    let ran = 0;
    const start = now();
    const step = () => {
      let settleIt;
      const promise = new Promise((resolve) => {
        settleIt = resolve;
      });
      promise.then(onDone);
      settleIt(1);
    };
    const onDone = (value) => {
      ran += value;
      if (ran < count) step();
      else finish({ nanoseconds: since(start), ran });
    };
    step();
  });
}

const trivial = async () => 1;

async function calls(count) {
  let ran = 0;
  const start = now();
  for (let index = 0; index < count; index++) ran += await trivial();
  return { nanoseconds: since(start), ran };
}

async function turns(count) {
  let ran = 0;
  const start = now();
  for (; ran < count; ran++) await nextTurn();
  return { nanoseconds: since(start), ran };
}

export const promiseCases = {
  future: { promise: settle },
  'task-async': { 'await f()': calls },
  'sleep-async': { 'await setImmediate()': turns },
};
