import type { Case } from '../../case.ts';
import { inBothForms } from './forms.ts';

/** What a task may do with its cancellation. */
export const cancelSwallowed: readonly Case[] = inBothForms([
  {
    name: 'task/cancel-caught',
    title: 'a task that catches its cancellation may return a result, and then was not cancelled',
    covers: ['test_tasks.BaseTaskTests.test_cancel_task_catching'],
    async run({ newLoop, trace }, form) {
      const loop = newLoop();
      const [first, second] = [loop.createFuture<void>(), loop.createFuture<void>()];
      const task = loop.createTask(
        form(function* () {
          yield* first;
          try {
            yield* second;
          } catch (error) {
            trace('caught', error);
            return 42;
          }
        }),
      );
      const cancel = (): void => trace('cancel', task.cancel(), first, second);
      loop.callSoon(() => {
        loop.callSoon(() => first.setResult());
        loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(cancel)));
      });
      trace('result', await loop.runUntilComplete(task));
      trace('then', task, task.cancelled(), task.cancelling());
    },
  },
  {
    name: 'task/cancel-ignored',
    title: 'a task that swallows its cancellation can wait for something else, which is not cancelled',
    covers: ['test_tasks.BaseTaskTests.test_cancel_task_ignoring'],
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const [first, second] = [loop.createFuture<string>(), loop.createFuture<string>()];
      const task = loop.createTask(
        form(function* () {
          try {
            yield* first;
          } catch (error) {
            trace('swallowed', error);
          }
          return yield* second;
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', task.cancel(), first, second);
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('goes on', task, second);
          second.setResult('result');
          trace('result', yield* task, task.cancelling());
        }),
      );
    },
  },
  {
    name: 'task/cancel-becomes-error',
    title: 'a task that fails while it is being cancelled has failed',
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          try {
            yield* core.sleep(10000);
          } catch {
            throw new RangeError();
          }
        }),
      );
      loop.callSoon(() => void loop.callSoon(() => task.cancel()));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task, task.cancelled(), task.cancelling());
    },
  },
  {
    name: 'task/cancel-waits-for-cleanup',
    title: 'a task that is being cancelled may wait while it cleans up, and is cancelled after that',
    async run({ newLoop, core, trace, message, turns }, form) {
      const loop = newLoop();
      const turn = turns(loop);
      const task = loop.createTask(
        form(function* () {
          try {
            yield* core.sleep(10000);
          } finally {
            trace('cleanup begins', turn());
            trace('cleanup ends', yield* core.sleep(0, 'result'), turn());
          }
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', task.cancel('told'), turn());
          try {
            yield* task;
          } catch (error) {
            trace('ended', error, message(error), task, turn());
          }
        }),
      );
    },
  },
  {
    name: 'task/cancel-in-cleanup',
    title: 'a second cancellation cuts the cleanup short, and its message is told',
    async run({ newLoop, core, trace, message }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          try {
            yield* core.sleep(10000);
          } catch (error) {
            trace('first', message(error));
            try {
              yield* core.sleep(10000);
              trace('never');
            } catch (second) {
              trace('second', message(second));
              throw second;
            }
          }
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          for (const name of ['one', 'two']) {
            yield* core.sleep(0);
            yield* core.sleep(0);
            trace('cancel', task.cancel(name), task.cancelling());
          }
          try {
            yield* task;
          } catch (error) {
            trace('ended', error, message(error), task);
          }
        }),
      );
    },
  },
  {
    name: 'task/cancel-swallowed-below',
    title: 'when the inner task swallows the cancellation the outer one gets its result',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const inner = loop.createTask(
        form(function* () {
          try {
            yield* core.sleep(10000);
          } catch (error) {
            trace('inner', error);
          }
          return 'result';
        }),
      );
      const outer = loop.createTask(
        form(function* () {
          return yield* inner;
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', outer.cancel(), inner.cancelling(), outer.cancelling());
          trace('result', yield* outer, inner, outer, inner.cancelling(), outer.cancelling());
        }),
      );
    },
  },
  {
    name: 'task/cancelled-inner-is-caught',
    title: 'a task that catches the cancellation of a task below goes on as if nothing had happened',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      await loop.runUntilComplete(
        form(function* () {
          const child = loop.createTask(
            form(function* () {
              yield* core.sleep(10000);
            }),
          );
          yield* core.sleep(0);
          child.cancel();
          try {
            yield* child;
          } catch (error) {
            trace('caught', error, child);
          }
          trace('goes on', yield* core.sleep(1, 'result'), core.currentTask()?.cancelling());
        }),
      );
    },
  },
  {
    name: 'task/cancel-again-and-again',
    title: 'a task that swallows cancellations gets each of them',
    async run({ newLoop, core, trace, message }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          for (let i = 0; i < 3; i++) {
            try {
              yield* core.sleep(10000);
            } catch (error) {
              trace('swallowed', message(error), core.currentTask()?.cancelling());
            }
          }
          return 'result';
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          for (const name of ['one', 'two', 'three']) {
            yield* core.sleep(0);
            yield* core.sleep(0);
            task.cancel(name);
          }
          trace('result', yield* task, task.cancelling());
        }),
      );
    },
  },
]);
