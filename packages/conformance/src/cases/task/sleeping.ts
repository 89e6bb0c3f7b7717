import type { TimerHandle } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothForms } from './forms.ts';

export const sleeping: readonly Case[] = inBothForms([
  {
    name: 'task/sleep-zero',
    title: 'sleeping for nothing takes exactly one turn and gives the result',
    covers: ['test_tasks.SleepTests.test_sleep_zero'],
    async run({ newLoop, core, trace, turns }, form) {
      const loop = newLoop();
      const turn = turns(loop);
      await loop.runUntilComplete(
        form(function* () {
          const first = turn();
          for (const delay of [0, 0, -1]) {
            const result = yield* core.sleep(delay, 'result');
            trace('slept', result, turn() - first);
          }
          trace('without a result', yield* core.sleep(0));
        }),
      );
    },
  },
  {
    name: 'task/sleep',
    title: 'sleeping gives the result once the time has passed',
    covers: ['test_tasks.BaseTaskTests.test_sleep'],
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      await loop.runUntilComplete(
        form(function* () {
          const start = loop.time();
          const first = yield* core.sleep(5, 'result');
          trace('first', first, loop.time() - start > 4);
          const second = yield* core.sleep(10, 'result');
          trace('second', second, loop.time() - start > 14);
        }),
      );
    },
  },
  {
    name: 'task/sleep-not-a-number',
    title: 'sleeping for what is no number is refused',
    covers: ['test_tasks.BaseTaskTests.test_sleep_when_delay_is_nan'],
    async run({ newLoop, core, attempt }, form) {
      const loop = newLoop();
      await attempt('sleep', () =>
        loop.runUntilComplete(
          form(function* () {
            return yield* core.sleep(Number.NaN);
          }),
        ),
      );
    },
  },
  {
    name: 'task/sleepers-in-order',
    title: 'sleepers wake in the order of their times',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const work = (delay: number) =>
        form(function* () {
          yield* core.sleep(delay);
          trace('woke', delay);
        });
      for (const delay of [50, 10, 30]) loop.createTask(work(delay));
      await loop.runUntilComplete(work(70));
    },
  },
  {
    name: 'task/sleep-cancel',
    title: 'a sleep that is cancelled takes its timer away',
    covers: ['test_tasks.BaseTaskTests.test_sleep_cancel'],
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      let timer: TimerHandle | null = null;
      const { callLater } = loop;
      loop.callLater = (delay, callback, ...args) => {
        timer = callLater(delay, callback, ...args);
        return timer;
      };
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(1000, 'never');
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          return yield* core.sleep(0);
        }),
      );
      trace('sleeps', timer);
      task.cancel();
      await attempt('run', () => loop.runUntilComplete(task));
      trace('cancelled', timer);
    },
  },
  {
    name: 'task/stopped-while-it-sleeps',
    title: 'a run that is stopped while its task sleeps fails; the task wakes in a later run',
    covers: ['test_tasks.BaseTaskTests.test_stop_while_run_in_complete'],
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          for (let i = 0; i < 4; i++) {
            yield* core.sleep(10);
            trace('woke', i);
            if (i === 1) loop.stop();
          }
          return 'result';
        }),
      );
      await attempt('stopped', () => loop.runUntilComplete(task));
      trace('then', task);
      await attempt('run again', () => loop.runUntilComplete(task));
    },
  },
]);
