import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

export const eagerCancellation: readonly Case[] = [
  {
    name: 'task/eager-cancel-completed',
    title: 'an eager task that is done when it is made cannot be cancelled',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_cancellation_after_eager_completion'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      loop.setTaskFactory(core.eagerTaskFactory);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const task = loop.createTask(
            (function* (): Steps<string> {
              yield* [];
              return 'result';
            })(),
          );
          trace('cancel', task.cancel(), task, task.cancelling());
          trace('result', yield* task);
        })(),
      );
    },
  },
  {
    name: 'task/eager-cancels-itself-at-the-end',
    title: 'an eager task that cancels itself in its only step is cancelled when it is made',
    async run({ newLoop, core, trace, message }) {
      const loop = newLoop();
      loop.setTaskFactory(core.eagerTaskFactory);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const task = loop.createTask(
            (function* (): Steps<string> {
              yield* [];
              core.currentTask()?.cancel('told');
              return 'result';
            })(),
          );
          trace('created', task, task.cancelling());
          try {
            yield* task;
          } catch (error) {
            trace('caught', error, message(error));
          }
        })(),
      );
    },
  },
  ...inBothForms([
    {
      name: 'task/eager-cancel-blocked',
      title: 'an eager task that waits can be cancelled, with a message',
      covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_cancellation_after_eager_step_blocks'],
      async run({ newLoop, core, trace, message }, form) {
        const loop = newLoop();
        loop.setTaskFactory(core.eagerTaskFactory);
        await loop.runUntilComplete(
          form(function* () {
            const task = loop.createTask(
              form(function* () {
                try {
                  yield* core.sleep(10000);
                } catch (error) {
                  trace('inside', error, message(error));
                  throw error;
                }
              }),
            );
            trace('cancel', task.cancel('told'), task, task.cancelling());
            try {
              yield* task;
            } catch (error) {
              trace('outside', error, message(error), task);
            }
          }),
        );
      },
    },
    {
      name: 'task/eager-cancels-itself',
      title: 'an eager task that cancels itself before it waits is cancelled there, in the turn after',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        loop.setTaskFactory(core.eagerTaskFactory);
        const turn = turns(loop);
        await loop.runUntilComplete(
          form(function* () {
            const task = loop.createTask(
              form(function* () {
                trace('cancel', core.currentTask()?.cancel(), turn());
                try {
                  yield* core.sleep(10000);
                } catch (error) {
                  trace('inside', error, turn());
                  throw error;
                }
              }),
            );
            trace('created', task, task.cancelling());
            try {
              yield* task;
            } catch (error) {
              trace('outside', error, task, turn());
            }
          }),
        );
      },
    },
    {
      name: 'task/eager-cancel-of-maker',
      title: 'cancelling the maker cancels the eager task that it waits for',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        loop.setTaskFactory(core.eagerTaskFactory);
        await loop.runUntilComplete(
          form(function* () {
            const maker = loop.createTask(
              form(function* () {
                const child = loop.createTask(
                  form(function* () {
                    try {
                      yield* core.sleep(10000);
                    } finally {
                      trace('child is left');
                    }
                  }),
                );
                try {
                  yield* child;
                } finally {
                  trace('maker is left', child);
                }
              }),
            );
            yield* core.sleep(0);
            trace('cancel', maker.cancel());
            try {
              yield* maker;
            } catch (error) {
              trace('caught', error, maker);
            }
          }),
        );
      },
    },
  ]),
];
