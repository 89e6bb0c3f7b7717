import type { Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

// biome-ignore lint/suspicious/noExplicitAny: as in Coroutine
type Steps<T> = Generator<Future<any>, T, any>;

/** Several runs of one loop. */
export const runs: readonly Case[] = inBothRuns([
  {
    name: 'scheduling/tasks-left-over',
    title: 'tasks that a run leaves behind go on in later runs, where they were',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      function* steps(name: string, count: number) {
        for (let i = 1; i <= count; i++) {
          trace(name, i);
          yield* core.sleep(0);
        }
        return `${name} is done`;
      }
      const long = loop.createTask(steps('long', 9));
      trace('first', await loop.runUntilComplete(steps('short', 2)), long);
      trace('second', await loop.runUntilComplete(steps('other', 2)), long);
      trace('last', await loop.runUntilComplete(long), core.allTasks(loop).size);
    },
  },
  {
    name: 'scheduling/task-waits-between-runs',
    title: 'a task that waits for a future wakes in the run in which the future is done, or in the next',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const inside = loop.createFuture<string>();
      const between = loop.createFuture<string>();
      const task = loop.createTask(
        (function* () {
          trace('waits');
          trace(yield* inside);
          trace(yield* between);
          return 'result';
        })(),
      );
      loop.callSoon(() => inside.setResult('set inside'));
      loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(loop.stop)));
      await loop.runForever();
      trace('run ended', task);
      between.setResult('set between runs');
      trace('still', task);
      trace('result', await loop.runUntilComplete(task));
    },
  },
  {
    name: 'scheduling/timers-between-runs',
    title: 'a timer that waits when a run ends is called in a later one, in its place among the others',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const start = loop.time();
      loop.callAt(start + 60, trace, 'sixty');
      loop.callAt(start + 40, trace, 'forty');
      loop.callSoon(loop.stop);
      await loop.runForever();
      trace('first run ended');
      loop.callAt(start + 50, trace, 'fifty');
      loop.callAt(start + 70, loop.stop);
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'scheduling/nested-tasks',
    title: 'a chain of tasks that wait for each other is passed up turn by turn',
    async run({ newLoop, trace, turns, core }) {
      const loop = newLoop();
      const turn = turns(loop);
      function* level(depth: number): Steps<number> {
        trace('down', depth, turn());
        if (depth === 0) yield* core.sleep(0);
        const below = depth === 0 ? 0 : yield* loop.createTask(level(depth - 1));
        trace('up', depth, turn());
        return below + 1;
      }
      trace('result', await loop.runUntilComplete(level(3)), turn());
    },
  },
  {
    name: 'scheduling/run-again-for-the-same',
    title: 'a task can be run for again when it is done: each run makes a turn',
    async run({ newLoop, trace, turns, attempt, core }) {
      const loop = newLoop();
      const turn = turns(loop);
      const task = loop.createTask(
        (function* () {
          yield* core.sleep(0);
          return 'result';
        })(),
      );
      for (const run of ['first', 'second', 'third']) {
        await attempt(run, () => loop.runUntilComplete(task));
        trace('turns', turn());
      }
    },
  },
  {
    name: 'scheduling/failed-run',
    title: 'a run that fails leaves the loop as usable as before, with what was scheduled',
    async run({ newLoop, trace, attempt, core }) {
      const loop = newLoop();
      function* fails() {
        yield* core.sleep(0);
        loop.callSoon(trace, 'scheduled by the failing task');
        loop.callLater(30, trace, 'timer of the failing task');
        throw new RangeError('failed');
      }
      await attempt('fails', () => loop.runUntilComplete(fails()));
      trace('then', loop.isRunning(), loop.isClosed());
      loop.callLater(35, loop.stop);
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'scheduling/loops-take-turns',
    title: 'two loops that are run one after the other keep what is theirs',
    async run({ newLoop, trace, core }) {
      const loops = [newLoop(), newLoop()];
      const names = ['first', 'second'];
      loops.forEach((loop, index) => {
        let count = 0;
        const again = (): void => {
          trace(names[index] ?? '', ++count, core.getRunningLoop() === loop);
          loop.callSoon(again);
          if (count % 2 === 0) loop.stop();
        };
        loop.callSoon(again);
      });
      for (let i = 0; i < 2; i++) for (const loop of loops) await loop.runForever();
      trace('ended', ...loops.map((loop) => loop.isRunning()));
    },
  },
  {
    name: 'scheduling/done-callbacks-of-the-run',
    title: 'a run for a future ends after the done callbacks that were added before and after it began',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      future.addDoneCallback(() => trace('added before', turn()));
      loop.callSoon(() => {
        future.addDoneCallback(() => {
          trace('added inside', turn());
          loop.callSoon(() => trace('scheduled by it', turn()));
        });
        future.setResult('result');
      });
      trace('result', await loop.runUntilComplete(future), turn());
      loop.stop();
      await loop.runForever();
      trace('ended', turn());
    },
  },
]);
