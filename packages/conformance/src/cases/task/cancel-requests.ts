import type { Future, Loop, Task } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

/** The pattern of a timeout: what it cancels it takes back. Gives whether the time was over. */
function* withTimeout({ core }: Stage, loop: Loop, delay: number, body: () => Steps<void>): Steps<boolean> {
  const task = core.currentTask() as Task<unknown>;
  let over = false;
  const timer = loop.callLater(delay, () => {
    over = true;
    task.cancel();
  });
  try {
    yield* body();
  } catch (error) {
    if (!over || task.uncancel() > 0) throw error;
  } finally {
    timer.cancel();
  }
  return over;
}

/** `cancelling` and `uncancel`. */
export const cancelRequests: readonly Case[] = inBothForms([
  {
    name: 'task/cancelling',
    title: 'a task counts how often it was asked to cancel, as long as it is not done',
    covers: ['test_tasks.BaseTaskTests.test_cancelling'],
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
        }),
      );
      trace('at first', task.cancelling());
      for (let i = 0; i < 3; i++) trace('cancel', task.cancel(), task.cancelling(), task.cancelled());
      await attempt('run', () => loop.runUntilComplete(task));
      trace('done', task.cancelling(), task.cancel(), task.cancelling());
    },
  },
  {
    name: 'task/uncancel',
    title: 'uncancel takes requests back one by one and never goes below zero',
    covers: ['test_tasks.BaseTaskTests.test_uncancel_basic'],
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          try {
            yield* core.sleep(10000);
          } catch (error) {
            trace('caught', error, core.currentTask()?.cancelling(), core.currentTask()?.uncancel());
          }
          yield* core.sleep(10000);
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          trace('before', task.uncancel(), task.cancelling());
          yield* core.sleep(0);
          trace('cancel', task.cancel(), task.cancelling());
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('uncancelled', task.cancelling(), task);
          trace('cancel again', task.cancel(), task.cancelling());
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('done', task, task.cancelling(), task.uncancel(), task.uncancel(), task.cancelled());
        }),
      );
      attempt('result', () => task.result());
    },
  },
  {
    name: 'task/uncancel-drops-cancellation',
    title: 'a cancellation that was taken back before it was delivered is dropped',
    covers: ['test_tasks.BaseTaskTests.test_uncancel_resets_must_cancel'],
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const future = loop.createFuture<string>();
      const task = loop.createTask(
        form(function* () {
          yield* future;
          trace('goes on', core.currentTask()?.cancelling());
          yield* core.sleep(0);
          return 'result';
        }),
      );
      const both = (): void => {
        future.setResult('result');
        trace('cancel', task.cancel(), task.cancelling());
        trace('uncancel', task.uncancel(), task.cancelling());
      };
      loop.callSoon(() => void loop.callSoon(both));
      trace('result', await loop.runUntilComplete(task), task);
    },
  },
  {
    name: 'task/uncancel-before-start',
    title: 'a task that was cancelled and uncancelled before its first step begins',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          trace('begins', core.currentTask()?.cancelling());
          return yield* core.sleep(0, 'result');
        }),
      );
      trace('cancel', task.cancel(), task.cancelling());
      trace('uncancel', task.uncancel());
      trace('result', await loop.runUntilComplete(task));
    },
  },
  {
    name: 'task/uncancel-one-of-two',
    title: 'a cancellation is delivered as long as one request is left',
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(0);
          trace('never');
        }),
      );
      trace('cancel', task.cancel(), task.cancel(), task.cancelling());
      trace('uncancel', task.uncancel());
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task, task.cancelling());
    },
  },
  {
    name: 'task/uncancel-too-late',
    title: 'a cancellation that is on its way is not taken back',
    async run({ newLoop, core, trace, attempt }, form) {
      const loop = newLoop();
      const task = loop.createTask(
        form(function* () {
          yield* core.sleep(10000);
        }),
      );
      const both = (): void => trace('cancel', task.cancel(), task.uncancel(), task.cancelling());
      loop.callSoon(() => void loop.callSoon(both));
      await attempt('run', () => loop.runUntilComplete(task));
      trace('then', task);
    },
  },
  {
    name: 'task/uncancel-structured',
    title: 'blocks with a time limit take back what they cancelled, and nothing is left of it',
    covers: ['test_tasks.BaseTaskTests.test_uncancel_structured_blocks'],
    async run(stage, form) {
      const { core, trace } = stage;
      const loop = stage.newLoop();
      const done = loop.createFuture<void>();
      const sleep = (delay: number) =>
        function* (): Steps<void> {
          yield* core.sleep(delay);
        };
      const wait = (future: Future<void>) =>
        function* (): Steps<void> {
          yield* future;
        };
      await loop.runUntilComplete(
        form(function* () {
          const left = (): number | undefined => core.currentTask()?.cancelling();
          trace('over', yield* withTimeout(stage, loop, 5, sleep(10000)), left());
          trace('in time', yield* withTimeout(stage, loop, 10000, sleep(5)), left());
          trace(
            'inner one over',
            yield* withTimeout(stage, loop, 10000, function* () {
              trace('inner', yield* withTimeout(stage, loop, 5, wait(done)), left());
              trace('goes on', yield* core.sleep(0, 'result'));
            }),
            left(),
          );
          trace(
            'outer one over',
            yield* withTimeout(stage, loop, 5, function* () {
              trace('never', yield* withTimeout(stage, loop, 10000, sleep(20000)));
            }),
            left(),
          );
        }),
      );
    },
  },
]);
