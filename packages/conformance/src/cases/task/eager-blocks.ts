import type { Case } from '../../case.ts';
import { eagerLoop } from './eager-loop.ts';
import { inBothForms } from './forms.ts';

/** Eager tasks that wait, and so end later. */
export const eagerBlocks: readonly Case[] = inBothForms([
  {
    name: 'task/eager-factory-set',
    title: 'the eager factory can be set, and its tasks run',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_task_factory_set'],
    async run(stage, form) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      trace('set', loop.getTaskFactory() === core.eagerTaskFactory);
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              trace('begins');
              return yield* core.sleep(0, 'result');
            }),
          );
          trace('created', task);
          trace('result', yield* task);
        }),
      );
    },
  },
  {
    name: 'task/eager-made-by-another-factory',
    title: 'any factory can be made eager',
    async run({ newLoop, core, trace }, form) {
      const loop = newLoop();
      loop.setTaskFactory(
        core.createEagerTaskFactory((of, coroutine, options) => {
          trace('factory', of);
          return core.eagerTaskFactory(of, coroutine, options);
        }),
      );
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              trace('begins');
              return yield* core.sleep(0, 'result');
            }),
          );
          trace('created', task);
          trace('result', yield* task);
        }),
      );
    },
  },
  {
    name: 'task/eager-first-step',
    title: 'what an eager task does in its first step is seen by its maker at once',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_await_future_during_eager_step'],
    async run(stage, form) {
      const { trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      const [ready, go] = [loop.createFuture<string>(), loop.createFuture<string>()];
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              ready.setResult('ready');
              const result = yield* go;
              trace('goes on', result, turn());
              return result;
            }),
          );
          trace('created', ready, task, turn());
          loop.callSoon(() => go.setResult('go'));
          trace('result', yield* task);
        }),
      );
    },
  },
  {
    name: 'task/eager-blocks',
    title: 'an eager task that waits is an ordinary task from then on',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_block_after_eager_step'],
    async run(stage, form) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              trace('begins', turn());
              yield* core.sleep(0);
              trace('goes on', turn());
              yield* core.sleep(0);
              return 'result';
            }),
          );
          trace('created', task, turn());
          const result = yield* task;
          trace('result', result, turn());
        }),
      );
    },
  },
  {
    name: 'task/eager-order',
    title: 'eager tasks begin in order of creation, each before its maker goes on',
    async run(stage, form) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      const work = (name: string) =>
        form(function* () {
          trace(name, turn());
          yield* core.sleep(0);
          trace(`${name} goes on`, turn());
        });
      await loop.runUntilComplete(
        form(function* () {
          for (const name of ['a', 'b', 'c']) {
            loop.createTask(work(name));
            trace('made', name);
          }
          for (let i = 0; i < 3; i++) yield* core.sleep(0);
        }),
      );
    },
  },
  {
    name: 'task/eager-current-task',
    title: 'an eager task is current in its first step, and its maker is again afterwards',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_current_task'],
    async run(stage, form) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      await loop.runUntilComplete(
        form(function* () {
          const maker = core.currentTask();
          const seen: unknown[] = [];
          const task = loop.createTask(
            form(function* () {
              seen.push(core.currentTask());
              trace('inside', core.currentTask() === maker);
              yield* core.sleep(0);
              seen.push(core.currentTask());
            }),
          );
          trace('maker', core.currentTask() === maker);
          yield* task;
          trace('seen', seen[0] === task, seen[1] === task, core.currentTask() === maker);
        }),
      );
    },
  },
  {
    name: 'task/eager-in-a-callback',
    title: 'a callback can make eager tasks; no task is current afterwards',
    async run(stage, form) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      const done = loop.createFuture<void>();
      loop.callSoon(() => {
        const task = loop.createTask(
          form(function* () {
            trace('begins', turn());
            yield* core.sleep(0);
            trace('ends', turn());
            done.setResult();
          }),
        );
        trace('created', task, core.currentTask());
      });
      await loop.runUntilComplete(done);
    },
  },
  {
    name: 'task/eager-blocks-among-all-tasks',
    title: 'an eager task that waits is among all tasks until it is done',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_all_tasks_with_blocking'],
    async run(stage, form) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      const future = loop.createFuture<void>();
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              trace('inside', core.allTasks().size);
              yield* future;
            }),
          );
          trace('waiting', core.allTasks().size, core.allTasks().has(task));
          future.setResult();
          yield* task;
          trace('done', core.allTasks().size, core.allTasks().has(task));
        }),
      );
    },
  },
  {
    name: 'task/eager-names',
    title: 'an eager task has the name it was given',
    async run(stage, form) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              yield* core.sleep(0);
              trace('inside', core.currentTask()?.getName());
            }),
            { name: 'name' },
          );
          trace('created', task.getName());
          yield* task;
        }),
      );
    },
  },
  {
    name: 'task/eager-fails-later',
    title: 'an eager task that fails after it waited gives its error to its waiter',
    async run(stage, form) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      const error = new RangeError();
      await loop.runUntilComplete(
        form(function* () {
          const task = loop.createTask(
            form(function* () {
              yield* core.sleep(0);
              throw error;
            }),
          );
          trace('created', task);
          try {
            yield* task;
          } catch (caught) {
            trace('caught', caught, caught === error, task);
          }
        }),
      );
    },
  },
]);
