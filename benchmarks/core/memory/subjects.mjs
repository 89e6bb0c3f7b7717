// What is held in large numbers. `add(count)` makes them, and `drop()` cancels all and waits until they are done.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sleep } from 'tsyncio';
import { mixedDelays } from '../peers/common/inputs.mjs';

// An hour at least: none of them may fire.
const delaysOf = (count) => mixedDelays(count).map((delay) => delay + 3_600_000);

function timersOf(make, cancel) {
  let handles = [];
  return {
    add(count) {
      for (const delay of delaysOf(count)) handles.push(make(delay));
    },
    drop() {
      for (const handle of handles) cancel(handle);
      handles = [];
    },
  };
}

function tasksOf(loop, coroutine) {
  let tasks = [];
  return {
    async add(count) {
      for (let index = 0; index < count; index++) tasks.push(loop.createTask(coroutine()));
      await sleep(0);
      await sleep(0);
    },
    async drop() {
      for (const task of tasks) task.cancel();
      while (tasks.some((task) => !task.done())) await sleep(0);
      if (!tasks.every((task) => task.cancelled())) throw new Error('a task ended in another way than cancelled');
      tasks = [];
    },
  };
}

function promisesOf() {
  let releases = [];
  const wait = async () => {
    await new Promise((resolve) => releases.push(resolve));
  };
  return {
    add(count) {
      for (let index = 0; index < count; index++) wait();
    },
    async drop() {
      for (const release of releases) release();
      releases = [];
      await nextTurn();
    },
  };
}

const nothing = () => {};

export const subjects = {
  timers: (loop) =>
    timersOf(
      (delay) => loop.callLater(delay, nothing),
      (handle) => handle.cancel(),
    ),
  'tasks-async': (loop) =>
    tasksOf(loop, () => async () => {
      await loop.createFuture();
    }),
  'tasks-generator': (loop) =>
    tasksOf(loop, function* () {
      yield* loop.createFuture();
    }),
  'node-timers': () => timersOf((delay) => setTimeout(nothing, delay), clearTimeout),
  'node-promises': promisesOf,
};
