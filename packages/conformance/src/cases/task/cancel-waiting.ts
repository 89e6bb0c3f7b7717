import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

/** Where a cancellation reaches a task. */
export const cancelWaiting: readonly Case[] = inBothForms([
  {
    name: 'task/cancel-before-start',
    title: 'a task that is cancelled before its first step never begins',
    covers: ['test_tasks.BaseTaskTests.test_cancel_with_message_before_starting_task'],
    async run({ newLoop, trace, message }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* (): Steps<void> {
          yield* [];
          trace('never');
        }),
      );
      trace('cancel', task.cancel('told'), task.cancelled(), task.cancelling());
      try {
        await loop.runUntilComplete(task);
      } catch (error) {
        trace('caught', error, message(error));
      }
      trace('then', task, task.cancelled());
    },
  },
  {
    name: 'task/cancel-sleeping',
    title: 'a sleeping task is cancelled at its sleep; cancelling it again does nothing',
    covers: ['test_tasks.BaseTaskTests.test_cancel'],
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
          trace('never');
        }),
      );
      loop.callSoon(() => trace('cancel', task.cancel(), task.cancelled()));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task.done(), task.cancelled(), task.cancel(), task.cancelling());
    },
  },
  {
    name: 'task/cancel-message',
    title: 'the message of the cancellation is in the error that the task gets and that it ends with',
    covers: ['test_tasks.BaseTaskTests.test_task_cancel_message_getter'],
    async run({ newLoop, trace, message }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      const task = loop.createTask(
        form(function* () {
          try {
            yield* future;
          } catch (error) {
            trace('inside', error, message(error));
            throw error;
          }
        }),
      );
      loop.callSoon(() => void loop.callSoon(() => task.cancel('told')));
      try {
        await loop.runUntilComplete(task);
      } catch (error) {
        trace('outside', error, message(error));
      }
    },
  },
  {
    name: 'task/cancel-message-from-result',
    title: 'the message of a cancellation is told by the result of the task',
    covers: ['test_tasks.BaseTaskTests.test_cancel_with_message_then_future_result'],
    run: ({ newLoop, core, trace, message }, form) => {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
        }),
      );
      return loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          task.cancel('told');
          yield* core.sleep(0);
          yield* core.sleep(0);
          try {
            task.result();
          } catch (error) {
            trace('result', error, message(error));
          }
        }),
      );
    },
  },
  {
    name: 'task/cancel-message-from-exception',
    title: 'the message of a cancellation is told by the exception of the task, which is thrown',
    covers: ['test_tasks.BaseTaskTests.test_cancel_with_message_then_future_exception'],
    run: ({ newLoop, core, trace, message }, form) => {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
        }),
      );
      return loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          task.cancel('told');
          yield* core.sleep(0);
          yield* core.sleep(0);
          try {
            trace('never', task.exception());
          } catch (error) {
            trace('exception', error, message(error));
          }
        }),
      );
    },
  },
  {
    name: 'task/cancel-message-asked-again',
    title: 'the message of a cancellation is told whenever the cancelled task is asked',
    async run({ newLoop, core, trace, message }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
        }),
      );
      loop.callSoon(() => void loop.callSoon(() => task.cancel('told')));
      for (const ask of [() => loop.runUntilComplete(task), () => task.result(), () => task.exception()]) {
        try {
          await ask();
        } catch (error) {
          trace('asked', error, message(error));
        }
      }
    },
  },
  {
    name: 'task/cancel-cancels-the-future',
    title: 'cancelling a task cancels the future it waits for at once, and the task in the turn after',
    covers: ['test_tasks.BaseTaskTests.test_task_cancel_waiter_future'],
    run: ({ newLoop, core, trace, turns, message }, form) => {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture();
      const task = loop.createTask(
        form(function* () {
          try {
            yield* future;
          } catch (error) {
            trace('caught', error, message(error), turn());
            throw error;
          }
        }),
      );
      return loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', turn(), task.cancel('told'), future, task, task.cancelling());
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('then', future, task, task.cancelling());
        }),
      );
    },
  },
  {
    name: 'task/cancel-inner-future',
    title: 'a task is cancelled when somebody cancels the future it waits for',
    covers: ['test_tasks.BaseTaskTests.test_cancel_inner_future'],
    async run({ newLoop, trace, attempt }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      const task = loop.createTask(
        form(function* () {
          yield* future;
          return 'never';
        }),
      );
      loop.callSoon(() => void loop.callSoon(() => future.cancel()));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', future, task, task.cancelled(), task.cancelling());
    },
  },
  {
    name: 'task/cancel-both',
    title: 'when both the task and its future are cancelled the task is cancelled once',
    covers: ['test_tasks.BaseTaskTests.test_cancel_both_task_and_inner_future'],
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      const task = loop.createTask(
        form(function* () {
          try {
            yield* future;
          } catch (error) {
            trace('caught', error);
            yield* core.sleep(0);
            trace('goes on');
            throw error;
          }
        }),
      );
      const both = (): void => {
        trace('future', future.cancel());
        trace('task', task.cancel());
      };
      loop.callSoon(() => void loop.callSoon(both));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', future, task, task.cancelling());
    },
  },
]);
