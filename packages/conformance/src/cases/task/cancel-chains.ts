import type { Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

/** How a cancellation goes from task to task. */
export const cancelChains: readonly Case[] = inBothForms([
  {
    name: 'task/cancel-chain',
    title: 'cancelling a task cancels the task it waits for, down to the last; the errors come back up',
    covers: ['test_tasks.BaseTaskTests.test_cancel_awaited_task'],
    run: ({ newLoop, core, trace, message, turns }, form) => {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture();
      const link = (name: string, below: Future<unknown>) =>
        loop.createTask(
          form(function* () {
            try {
              yield* below;
            } catch (error) {
              trace(name, error, message(error), turn());
              throw error;
            }
          }),
        );
      const inner = link('inner', future);
      const middle = link('middle', inner);
      const outer = link('outer', middle);
      return loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', turn(), outer.cancel('told'), future, inner.cancelling(), middle.cancelling(), outer.cancelling());
          try {
            yield* outer;
          } catch (error) {
            trace('waiter', error, message(error), turn(), core.currentTask()?.cancelling());
          }
          trace('then', inner, middle, outer);
        }),
      );
    },
  },
  {
    name: 'task/cancel-awaited-by-another',
    title: 'who waits for a task that somebody else cancels gets the cancellation, without being cancelled itself',
    covers: ['test_tasks.BaseTaskTests.test_task_cancel_sleeping_task'],
    run: ({ newLoop, core, trace, message }, form) => {
      const loop = newLoop();
      const sleeper = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
        }),
      );
      loop.callLater(5, () => sleeper.cancel('told'));
      return loop.runUntilComplete(
        form(function* () {
          try {
            yield* sleeper;
          } catch (error) {
            trace('caught', error, message(error), sleeper.cancelled(), core.currentTask()?.cancelling());
          }
          trace('goes on', yield* core.sleep(0, 'result'));
        }),
      );
    },
  },
  {
    name: 'task/cancel-in-a-part',
    title: 'a cancellation goes to the innermost part of a coroutine and out through the others',
    covers: ['test_tasks.BaseTaskTests.test_yield_future_passes_cancel'],
    async run({ newLoop, trace, attempt }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      function* part(name: string, inner: () => Steps<void>): Steps<void> {
        try {
          yield* inner();
        } catch (error) {
          trace(name, error);
          throw error;
        } finally {
          trace(`${name} is left`);
        }
      }
      const innermost = (): Steps<void> => part('inner', () => future[Symbol.iterator]() as Steps<void>);
      const task = loop.createTask(form(() => part('outer', () => part('middle', innermost))));
      loop.callSoon(() => void loop.callSoon(() => task.cancel()));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task, future);
    },
  },
  {
    name: 'task/cancel-all',
    title: 'all tasks but one can be cancelled, as at a shutdown',
    run: ({ newLoop, core, trace }, form) => {
      const loop = newLoop();
      const tasks = ['a', 'b', 'c'].map((name) =>
        loop.createTask(
          form(function* () {
            try {
              yield* core.sleep(10000);
            } catch (error) {
              trace(name, error);
              throw error;
            }
          }),
          { name },
        ),
      );
      return loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          const others = [...core.allTasks()].filter((task) => task !== core.currentTask());
          trace('others', new Set(others.map((task) => task.getName())));
          for (const task of tasks) task.cancel();
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('left', [...core.allTasks()].length, ...tasks);
        }),
      );
    },
  },
]);
