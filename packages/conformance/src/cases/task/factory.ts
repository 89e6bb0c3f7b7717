import type { TaskFactory } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import type { Steps } from './forms.ts';

/** A factory that says when it is asked, and makes ordinary tasks. */
function tellingFactory({ core, trace }: Stage): TaskFactory {
  return (loop, coroutine, options) => {
    trace('factory', loop);
    return core.eagerTaskFactory(loop, coroutine, { ...options, eagerStart: false });
  };
}

export const factory: readonly Case[] = [
  {
    name: 'task/factory-set-and-get',
    title: 'a task factory can be set, asked for and taken away',
    run({ newLoop, trace, core }) {
      const loop = newLoop();
      trace('at first', loop.getTaskFactory());
      loop.setTaskFactory(core.eagerTaskFactory);
      trace('set', loop.getTaskFactory() === core.eagerTaskFactory);
      loop.setTaskFactory(null);
      trace('taken away', loop.getTaskFactory());
    },
  },
  {
    name: 'task/factory-refuses',
    title: 'a task factory must be callable; a refused one changes nothing',
    covers: ['test_base_events.BaseEventLoopTests.test_set_task_factory_invalid'],
    run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      attempt('number', () => loop.setTaskFactory(1 as never));
      trace('none', loop.getTaskFactory());
      loop.setTaskFactory(core.eagerTaskFactory);
      attempt('text', () => loop.setTaskFactory('factory' as never));
      trace('kept', loop.getTaskFactory() === core.eagerTaskFactory);
    },
  },
  {
    name: 'task/factory-makes-tasks',
    title: 'the factory makes the tasks until it is taken away',
    covers: ['test_base_events.BaseEventLoopTests.test_set_task_factory'],
    async run(stage) {
      const { core, trace } = stage;
      const loop = stage.newLoop();
      function* work(): Steps<string> {
        return yield* core.sleep(0, 'result');
      }
      loop.setTaskFactory(tellingFactory(stage));
      const task = loop.createTask(work());
      trace('created', task, core.allTasks(loop).has(task));
      trace('result', await loop.runUntilComplete(task));
      trace('of a run', await loop.runUntilComplete(work()));
      trace('of a future', core.ensureFuture(work(), { loop }));
      loop.setTaskFactory(null);
      trace('default', loop.createTask(work()));
    },
  },
  {
    name: 'task/factory-and-names',
    title: 'a name that was given is the name of the task that a factory made',
    async run(stage) {
      const { core, trace } = stage;
      const loop = stage.newLoop();
      loop.setTaskFactory(tellingFactory(stage));
      const task = loop.createTask(
        (function* (): Steps<void> {
          trace('inside', core.currentTask()?.getName());
          yield* core.sleep(0);
        })(),
        { name: 'name' },
      );
      trace('name', task.getName());
      await loop.runUntilComplete(task);
    },
  },
  {
    name: 'task/factory-fails',
    title: 'an error of the factory is thrown where the task was wanted',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const error = new RangeError();
      loop.setTaskFactory(() => {
        throw error;
      });
      const coroutine = (function* (): Steps<void> {
        trace('never');
        yield* core.sleep(0);
      })();
      attempt('create a task', () => loop.createTask(coroutine));
      attempt('ensure a future', () => core.ensureFuture(coroutine, { loop }));
      await attempt('run', () => loop.runUntilComplete(coroutine));
      trace('then', core.allTasks(loop).size, loop.isRunning());
    },
  },
  {
    name: 'task/ensure-future-asks-the-loop',
    title: 'ensureFuture makes tasks with the createTask of the loop, also when that was replaced',
    covers: ['test_base_events.BaseEventLoopTests.test_create_task'],
    run({ newLoop, core, trace }) {
      const loop = newLoop();
      const { createTask } = loop;
      loop.createTask = (coroutine, options) => {
        trace('asked');
        return createTask(coroutine, options);
      };
      const task = core.ensureFuture(
        (function* (): Steps<void> {
          yield* core.sleep(0);
        })(),
        { loop },
      );
      trace('task', task);
    },
  },
];
