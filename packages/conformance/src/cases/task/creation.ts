import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

export const creation: readonly Case[] = [
  {
    name: 'task/create-refuses',
    title: 'what is no coroutine does not become a task',
    covers: ['test_tasks.BaseTaskTests.test_create_task_with_noncoroutine'],
    run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      for (const [name, value] of [
        ['number', 123],
        ['text', 'text'],
        ['nothing', null],
        ['list', []],
        ['object', {}],
        ['future', loop.createFuture()],
      ] as const) {
        attempt(name, () => loop.createTask(value as never));
      }
      trace('all', core.allTasks(loop).size);
    },
  },
  {
    name: 'task/create-on-the-running-loop',
    title: 'code that runs on a loop makes tasks on it without being given it',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      await loop.runUntilComplete(
        (function* () {
          const task = core.getRunningLoop().createTask(
            (function* () {
              yield* core.sleep(0);
              return 'result';
            })(),
            { name: 'name' },
          );
          trace('created', task, task.getName(), task.getLoop() === loop);
          trace('result', yield* task);
        })(),
      );
    },
  },
  {
    name: 'task/get-coro',
    title: 'a task knows its coroutine, also when it is done',
    covers: ['test_tasks.BaseTaskTests.test_get_coro'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const coroutine = (function* () {
        yield* core.sleep(0);
      })();
      const task = loop.createTask(coroutine);
      trace('pending', task.getCoro() === coroutine);
      await loop.runUntilComplete(task);
      trace('done', task.getCoro() === coroutine);
    },
  },
  ...inBothForms([
    {
      name: 'task/belongs-to-its-loop',
      title: 'a task belongs to the loop that made it, and its result is there when it is done',
      covers: ['test_tasks.BaseTaskTests.test_task_class'],
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            return 'result';
          }),
        );
        trace('created', task, task.done(), task.cancelled(), task.getLoop() === loop, core.isFuture(task));
        attempt('result too early', () => task.result());
        attempt('exception too early', () => task.exception());
        await attempt('run', () => loop.runUntilComplete(task));
        trace('done', task, task.done(), task.cancelled(), task.result(), task.exception());
      },
    },
    {
      name: 'task/first-step',
      title: 'a coroutine begins in the turn after its task was made, in order of creation',
      async run({ newLoop, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const done = loop.createFuture<void>();
        const begin = (name: string) =>
          form(function* () {
            trace(name, turn());
            if (name === 'last') done.setResult();
            else yield* done;
          });
        loop.createTask(begin('before the run'));
        loop.callSoon(() => {
          trace('callback', turn());
          loop.createTask(begin('first'));
          loop.createTask(begin('second'));
          loop.createTask(begin('last'));
          trace('created', turn());
        });
        await loop.runUntilComplete(done);
      },
    },
    {
      name: 'task/create-inside-tasks',
      title: 'tasks that tasks make begin a turn later, those of one turn in order',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const branch = (name: string, depth: number) =>
          form(function* (): Steps<void> {
            trace(name, turn());
            yield* [];
            for (const side of depth > 0 ? ['l', 'r'] : []) loop.createTask(branch(name + side, depth - 1));
          });
        loop.createTask(branch('', 3));
        await loop.runUntilComplete(
          form(function* () {
            for (let i = 0; i < 6; i++) yield* core.sleep(0);
          }),
        );
        trace('left', core.allTasks(loop).size);
      },
    },
  ]),
];
