import type { Task } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothForms } from './forms.ts';

export const introspection: readonly Case[] = [
  {
    name: 'task/current-task-outside',
    title: 'no task is current where no loop runs; which loop is meant must be said there',
    covers: [
      'test_tasks.BaseCurrentLoopTests.test_current_task_no_running_loop',
      'test_tasks.BaseCurrentLoopTests.test_current_task_no_running_loop_implicit',
    ],
    run({ newLoop, core, attempt }) {
      const loop = newLoop();
      attempt('of the loop', () => core.currentTask(loop));
      attempt('of no loop', () => core.currentTask());
    },
  },
  {
    name: 'task/all-tasks-outside',
    title: 'all tasks of a loop can be asked for at any time; which loop is meant must be said outside',
    run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      trace('none', core.allTasks(loop));
      attempt('of no loop', () => core.allTasks());
      const task = loop.createTask(
        (function* () {
          yield* core.sleep(0);
        })(),
      );
      trace('one', core.allTasks(loop), core.allTasks(loop).has(task));
      const tasks = core.allTasks(loop);
      trace('a set of its own', core.allTasks(loop) === tasks);
    },
  },
  ...inBothForms([
    {
      name: 'task/current-task',
      title: 'the current task is the one whose coroutine runs; in callbacks there is none',
      covers: ['test_tasks.BaseTaskTests.test_current_task'],
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const other = newLoop();
        const task: Task<void> = loop.createTask(
          form(function* () {
            trace('inside', core.currentTask() === task, core.currentTask(loop) === task, core.currentTask(other));
            loop.callSoon(() => trace('callback', core.currentTask(), core.currentTask(loop)));
            yield* core.sleep(0);
            trace('after a turn', core.currentTask() === task);
            loop.callLater(1, () => trace('timer', core.currentTask()));
            yield* core.sleep(10);
            trace('after a sleep', core.currentTask() === task);
          }),
        );
        task.addDoneCallback(() => trace('done callback', core.currentTask()));
        trace('outside', core.currentTask(loop));
        await loop.runUntilComplete(task);
        trace('ended', core.currentTask(loop));
      },
    },
    {
      name: 'task/current-task-interleaving',
      title: 'tasks that take turns are current each in its steps',
      covers: ['test_tasks.BaseTaskTests.test_current_task_with_interleaving_tasks'],
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const future = loop.createFuture<void>();
        const name = (): string | undefined => core.currentTask()?.getName();
        const first = form(function* () {
          trace('first', name());
          loop.callSoon(() => future.setResult());
          yield* core.sleep(0);
          trace('first goes on', name());
          yield* core.sleep(0);
          trace('first ends', name());
        });
        const second = form(function* () {
          trace('second', name());
          yield* future;
          trace('second ends', name());
        });
        const tasks = [loop.createTask(first, { name: 'one' }), loop.createTask(second, { name: 'two' })];
        for (const task of tasks) await loop.runUntilComplete(task);
        trace('ended', core.currentTask(loop));
      },
    },
    {
      name: 'task/current-task-after-errors',
      title: 'the current task is right after errors and cancellations too',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const name = (): string | undefined => core.currentTask()?.getName();
        const child = (error: Error | null) =>
          form(function* () {
            yield* core.sleep(0);
            if (error !== null) throw error;
            yield* core.sleep(10000);
          });
        await loop.runUntilComplete(
          loop.createTask(
            form(function* () {
              const failing = loop.createTask(child(new RangeError()), { name: 'failing' });
              const cancelled = loop.createTask(child(null), { name: 'cancelled' });
              for (const task of [failing, cancelled]) {
                try {
                  cancelled.cancel();
                  yield* task;
                } catch (error) {
                  trace('caught', error, name());
                }
              }
              trace('ends', name());
            }),
            { name: 'main' },
          ),
        );
      },
    },
    {
      name: 'task/all-tasks-at-each-stage',
      title: 'a task is among all tasks from its creation until it is done',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const future = loop.createFuture<void>();
        const names = (): Set<string> => new Set([...core.allTasks(loop)].map((task) => task.getName()));
        const child = loop.createTask(
          form(function* () {
            trace('first step', names());
            yield* future;
            trace('last step', names());
          }),
          { name: 'child' },
        );
        trace('created', names());
        const main = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            trace('waiting', names());
            future.setResult();
            trace('woken', names());
            yield* child;
            trace('done', names());
          }),
          { name: 'main' },
        );
        await loop.runUntilComplete(main);
        trace('ended', names());
      },
    },
    {
      name: 'task/all-tasks-after-errors',
      title: 'failed and cancelled tasks are no longer among all tasks',
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const failing = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            throw new RangeError();
          }),
        );
        const cancelled = loop.createTask(
          form(function* () {
            yield* core.sleep(10000);
          }),
        );
        trace('created', core.allTasks(loop).size);
        await attempt('failing', () => loop.runUntilComplete(failing));
        trace('one left', core.allTasks(loop).size, core.allTasks(loop).has(cancelled));
        cancelled.cancel();
        trace('being cancelled', core.allTasks(loop).size);
        await attempt('cancelled', () => loop.runUntilComplete(cancelled));
        trace('none left', core.allTasks(loop).size);
      },
    },
    {
      name: 'task/all-tasks-of-two-loops',
      title: 'each loop has its own tasks',
      async run({ newLoop, core, trace }, form) {
        const [loop, other] = [newLoop(), newLoop()];
        const work = () =>
          form(function* () {
            yield* core.sleep(0);
          });
        const task = loop.createTask(work());
        other.createTask(work());
        other.createTask(work());
        trace('created', core.allTasks(loop).size, core.allTasks(other).size, core.allTasks(other).has(task));
        await loop.runUntilComplete(task);
        trace('one loop ran', core.allTasks(loop).size, core.allTasks(other).size);
      },
    },
  ]),
];
