import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

/** When a cancellation comes at the same time as something else. */
export const cancelTiming: readonly Case[] = [
  {
    name: 'task/cancel-between-bare-yields',
    title: 'a task that only gives way is cancelled at its next step',
    covers: ['test_tasks.BaseTaskTests.test_cancel_yield'],
    async run({ newLoop, trace, attempt, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const task = loop.createTask(
        (function* (): Steps<void> {
          trace('begins', turn());
          yield undefined as never;
          trace('goes on', turn());
          yield undefined as never;
          trace('never');
        })(),
      );
      const cancel = (): void => trace('cancel', turn(), task.cancel(), task);
      loop.callSoon(() => void loop.callSoon(cancel));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task);
    },
  },
  {
    name: 'task/cancel-turns',
    title: 'a cancelled task ends in the turn after cancel, and its waiter goes on in the turn after that',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      function* work(name: string): Steps<void> {
        try {
          yield* core.sleep(10000);
        } finally {
          trace(`${name} ends`, turn());
        }
      }
      const task = loop.createTask(work('task'));
      task.addDoneCallback(() => trace('callback', turn()));
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          yield* core.sleep(0);
          trace('cancel', turn(), task.cancel());
          try {
            yield* task;
          } catch (error) {
            trace('waiter', error, turn());
          }
          const unstarted = loop.createTask(work('never'));
          trace('cancel before the start', turn(), unstarted.cancel());
          try {
            yield* unstarted;
          } catch (error) {
            trace('waiter', error, turn());
          }
        })(),
      );
    },
  },
  ...inBothForms([
    {
      name: 'task/cancel-after-result',
      title: 'a cancellation in the turn in which the result came is not lost, the result is',
      async run({ newLoop, trace, attempt, message }, form) {
        const loop = newLoop();
        const future = loop.createFuture<string>();
        const task = loop.createTask(
          form(function* () {
            try {
              return yield* future;
            } catch (error) {
              trace('caught', error, message(error));
              throw error;
            }
          }),
        );
        const both = (): void => {
          future.setResult('result');
          trace('cancel', task.cancel('told'), task.cancelling());
        };
        loop.callSoon(() => void loop.callSoon(both));
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task, future);
      },
    },
    {
      name: 'task/cancel-after-error',
      title: 'a cancellation in the turn in which an error came stands above the error',
      async run({ newLoop, trace, attempt, message }, form) {
        const loop = newLoop();
        const future = loop.createFuture<string>();
        const task = loop.createTask(
          form(function* () {
            try {
              return yield* future;
            } catch (error) {
              trace('caught', error, message(error));
              throw error;
            }
          }),
        );
        const both = (): void => {
          future.setException(new RangeError('failed'));
          trace('cancel', task.cancel('told'), task.cancelling());
        };
        loop.callSoon(() => void loop.callSoon(both));
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task, future);
      },
    },
    {
      name: 'task/cancel-before-result',
      title: 'a result that comes after the cancellation is refused by the future',
      async run({ newLoop, trace, attempt }, form) {
        const loop = newLoop();
        const future = loop.createFuture<string>();
        const task = loop.createTask(
          form(function* () {
            return yield* future;
          }),
        );
        const both = (): void => {
          trace('cancel', task.cancel());
          attempt('set a result', () => future.setResult('result'));
        };
        loop.callSoon(() => void loop.callSoon(both));
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task, future);
      },
    },
    {
      name: 'task/cancel-twice-at-once',
      title: 'two cancellations before the task goes on are one, with the message of the first',
      async run({ newLoop, core, trace, attempt, message }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            try {
              yield* core.sleep(10000);
            } catch (error) {
              trace('caught', error, message(error), core.currentTask()?.cancelling());
            }
            yield* core.sleep(0);
            trace('goes on', core.currentTask()?.cancelling());
            return 'result';
          }),
        );
        const twice = (): void => trace('cancel', task.cancel('first'), task.cancel('second'), task.cancelling());
        loop.callSoon(() => void loop.callSoon(twice));
        await attempt('result', () => loop.runUntilComplete(task));
        trace('then', task);
      },
    },
    {
      name: 'task/cancel-twice-before-start',
      title: 'of two cancellations before the first step the message of the second is told',
      async run({ newLoop, trace, message }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* (): Steps<void> {
            yield* [];
            trace('never');
          }),
        );
        trace('cancel', task.cancel('first'), task.cancel('second'), task.cancelling());
        try {
          await loop.runUntilComplete(task);
        } catch (error) {
          trace('caught', error, message(error));
        }
        trace('then', task, task.cancelling());
      },
    },
    {
      name: 'task/cancel-itself',
      title: 'a task that cancels itself is cancelled at its next wait',
      covers: ['test_tasks.BaseTaskTests.test_cancel_current_task'],
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            trace('cancel', core.currentTask()?.cancel(), core.currentTask());
            trace('goes on');
            yield* core.sleep(10000);
            trace('never');
          }),
        );
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task.done(), task.cancelled(), task.cancel());
      },
    },
    {
      name: 'task/cancel-itself-at-the-end',
      title: 'a task that cancels itself and returns without another wait is cancelled',
      covers: ['test_tasks.BaseTaskTests.test_cancel_at_end'],
      async run({ newLoop, core, trace, message }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            trace('cancel', core.currentTask()?.cancel('told'));
            return 'result';
          }),
        );
        try {
          await loop.runUntilComplete(task);
        } catch (error) {
          trace('caught', error, message(error));
        }
        trace('then', task, task.cancelled(), task.cancel());
      },
    },
    {
      name: 'task/cancel-itself-and-fail',
      title: 'a task that cancels itself and then fails has failed',
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            core.currentTask()?.cancel();
            throw new RangeError();
          }),
        );
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task, task.cancelling());
      },
    },
    {
      name: 'task/cancel-itself-waiting-for-done',
      title: 'a cancellation that is due waits until the task really waits: a done future gives its result',
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const done = loop.createFuture<string>();
        done.setResult('result');
        const task = loop.createTask(
          form(function* () {
            core.currentTask()?.cancel();
            trace('done', yield* done);
            yield* core.sleep(0);
            trace('never');
          }),
        );
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task);
      },
    },
    {
      name: 'task/cancel-done',
      title: 'a task that is done cannot be cancelled, however it ended',
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const finished = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            return 'result';
          }),
        );
        const failed = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            throw new RangeError();
          }),
        );
        await attempt('finished', () => loop.runUntilComplete(finished));
        await attempt('failed', () => loop.runUntilComplete(failed));
        for (const task of [finished, failed]) trace('cancel', task.cancel(), task, task.cancelling());
      },
    },
  ]),
];
