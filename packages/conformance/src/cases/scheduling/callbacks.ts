import type { Handle } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

export const callbacks: readonly Case[] = inBothRuns([
  {
    name: 'scheduling/batches',
    title: 'each turn runs what the turn before scheduled, however it was scheduled, and nothing else',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const spread = (name: string, left: number): void => {
        trace(name, turn());
        if (left === 0) return;
        loop.callSoonThreadsafe(spread, `${name}t`, left - 1);
        loop.callSoon(spread, `${name}s`, left - 1);
        const future = loop.createFuture<void>();
        future.setResult();
        future.addDoneCallback(() => spread(`${name}d`, left - 1));
      };
      loop.callSoon(spread, 'a', 2);
      loop.callSoonThreadsafe(spread, 'b', 1);
      const untilIdle = (): void => void (turn() < 6 ? loop.callSoon(untilIdle) : loop.stop());
      loop.callSoon(untilIdle);
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'scheduling/schedules-itself',
    title: 'a callback that schedules itself runs once in each turn, beside others',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const again = (name: string, every: number): void => {
        if (turn() % every === 0) trace(name, turn());
        if (turn() < 9) loop.callSoon(again, name, every);
        else if (every === 1) loop.stop();
      };
      loop.callSoon(again, 'every third', 3);
      loop.callSoon(again, 'every', 1);
      loop.callSoon(again, 'every second', 2);
      await loop.runForever();
    },
  },
  {
    name: 'scheduling/cancelled-cancels-nothing',
    title: 'a callback that was cancelled by an earlier one of its batch does not cancel those after it',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const handles: Handle[] = [];
      for (let i = 0; i < 6; i++) {
        handles.push(
          loop.callSoon(() => {
            trace('called', i, turn());
            handles[i + 1]?.cancel();
          }),
        );
      }
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('ended', handles);
    },
  },
  {
    name: 'scheduling/cancel-before-next-turn',
    title: 'the rest of a batch can cancel what the batch scheduled for the next turn',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const next: Handle[] = [];
      loop.callSoon(() => {
        for (const name of ['a', 'b', 'c']) next.push(loop.callSoon((from: string) => trace(from, turn()), name));
      });
      loop.callSoon(() => next[1]?.cancel());
      loop.callSoonThreadsafe(() => void loop.callSoon(() => next[2]?.cancel()));
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('ended', next);
    },
  },
  {
    name: 'scheduling/one-callback-many-handles',
    title: 'a function that is scheduled many times has a handle for each, cancelled one by one',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      let calls = 0;
      const call = (): void => trace('call', ++calls);
      const handles = [loop.callSoon(call), loop.callSoon(call), loop.callSoonThreadsafe(call), loop.callLater(5, call)];
      handles[1]?.cancel();
      trace('scheduled', handles);
      loop.callLater(10, loop.stop);
      await loop.runForever();
      trace('ended', calls, new Set(handles).size);
    },
  },
  {
    name: 'scheduling/arguments-by-reference',
    title: 'arguments are kept as they are: what changes in them before the call is seen by it',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const list = [1];
      loop.callSoon((same: readonly number[]) => trace('soon', same, same === list), list);
      loop.callLater(5, (same: readonly number[]) => trace('later', same, same === list), list);
      list.push(2);
      loop.callSoon(() => void list.push(3));
      loop.callLater(10, loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'scheduling/threadsafe-from-inside',
    title: 'callSoonThreadsafe inside callbacks, timers and tasks takes its place in the queue',
    async run({ newLoop, trace, turns, core }) {
      const loop = newLoop();
      const turn = turns(loop);
      const both = (from: string): void => {
        loop.callSoonThreadsafe(() => trace(`${from}, threadsafe`, turn()));
        loop.callSoon(() => trace(`${from}, soon`, turn()));
      };
      loop.callSoon(both, 'callback');
      loop.callAt(loop.time() - 5, both, 'timer');
      await loop.runUntilComplete(
        (function* () {
          both('task');
          yield* core.sleep(0);
          trace('task', turn());
          yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'scheduling/weak-handles',
    title: 'handles can be held weakly',
    covers: ['test_events.HandleTests.test_handle_weakref'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const handles = [loop.callSoon(trace, 'called'), loop.callLater(3_600_000, trace, 'never')];
      const references = handles.map((handle) => new WeakRef(handle));
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('held', ...references.map((reference, index) => reference.deref() === handles[index]));
    },
  },
  {
    name: 'scheduling/coroutines-are-refused',
    title: 'in debug mode neither a coroutine nor a function that makes one is taken for a callback',
    async run({ newLoop, attempt }) {
      const loop = newLoop();
      loop.setDebug(true);
      const makes = async (): Promise<void> => {};
      const coroutine = (function* () {})();
      for (const callback of [makes, coroutine as never]) {
        attempt('soon', () => loop.callSoon(callback));
        attempt('threadsafe', () => loop.callSoonThreadsafe(callback));
        attempt('later', () => loop.callLater(1, callback));
        attempt('at', () => loop.callAt(loop.time(), callback));
      }
      loop.stop();
      await loop.runForever();
    },
  },
]);
