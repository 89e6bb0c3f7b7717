import type { Case } from '../../case.ts';
import { eagerLoop } from './eager-loop.ts';
import type { Steps } from './forms.ts';

/** What eager tasks do in their first step, turn by turn. */
export const eager: readonly Case[] = [
  {
    name: 'task/eager-completes',
    title: 'an eager task whose coroutine does not wait is done when it is made',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_completion'],
    async run(stage) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      function* child(): Steps<string> {
        trace('child', turn(), core.currentTask());
        yield* [];
        return 'result';
      }
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const task = loop.createTask(child());
          trace('created', task, task.result(), turn());
          task.addDoneCallback(() => trace('callback', turn()));
          trace('result', yield* task, turn());
          yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'task/eager-fails',
    title: 'an eager task that fails in its first step has failed when it is made; its maker has not',
    async run(stage) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          for (const error of [new RangeError('told'), new core.CancelledError()]) {
            const task = loop.createTask(
              (function* (): Steps<void> {
                yield* [];
                throw error;
              })(),
            );
            trace('created', task, core.allTasks().size);
            try {
              yield* task;
            } catch (caught) {
              trace('caught', caught, caught === error);
            }
          }
        })(),
      );
    },
  },
  {
    name: 'task/eager-completes-among-all-tasks',
    title: 'an eager task is among all tasks in its first step; when that was its last it is not afterwards',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_all_tasks_with_eager_completion'],
    async run(stage) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const task = loop.createTask(
            (function* (): Steps<void> {
              yield* [];
              trace('inside', core.allTasks().size, core.allTasks().has(core.currentTask() as never));
            })(),
          );
          trace('done', core.allTasks().size, core.allTasks().has(task));
          yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'task/eager-in-eager',
    title: 'eager tasks that make eager tasks run inside each other',
    async run(stage) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      function* nest(depth: number): Steps<number> {
        const task = core.currentTask();
        trace('begins', depth, turn());
        const inner = depth < 3 ? loop.createTask(nest(depth + 1)) : null;
        trace('made', depth, inner, core.currentTask() === task, turn());
        if (inner === null) yield* core.sleep(0);
        const sum = inner === null ? 0 : yield* inner;
        trace('ends', depth, core.currentTask() === task, turn());
        return sum + depth;
      }
      trace('result', await loop.runUntilComplete(nest(0)));
    },
  },
  {
    name: 'task/eager-and-ordinary-order',
    title: 'an eager task begins before its maker goes on, an ordinary one a turn later',
    async run(stage) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      function* work(name: string): Steps<void> {
        trace(name, turn());
        yield* core.sleep(0);
        trace(`${name} goes on`, turn());
      }
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          loop.createTask(work('eager'));
          loop.setTaskFactory(null);
          loop.createTask(work('ordinary'));
          loop.setTaskFactory(core.eagerTaskFactory);
          loop.createTask(work('eager again'));
          trace('all are made', turn());
          for (let i = 0; i < 3; i++) yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'task/eager-get-coro',
    title: 'an eager task knows its coroutine',
    async run(stage) {
      const { core, trace } = stage;
      const loop = eagerLoop(stage);
      function* work(waits: boolean): Steps<void> {
        if (waits) yield* core.sleep(0);
      }
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const [done, waiting] = [work(false), work(true)];
          const [first, second] = [loop.createTask(done), loop.createTask(waiting)];
          trace('done', first, first.getCoro() === done);
          trace('waiting', second, second.getCoro() === waiting);
          yield* second;
        })(),
      );
    },
  },
  {
    name: 'task/eager-and-bad-yield',
    title: 'an eager task that yields what cannot be waited for is told so in the next turn',
    async run(stage) {
      const { trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const task = loop.createTask(
            (function* (): Steps<void> {
              trace('yields', turn());
              try {
                yield 5 as never;
              } catch (error) {
                trace('refused', error, turn());
              }
            })(),
          );
          trace('created', task);
          yield* task;
        })(),
      );
    },
  },
  {
    name: 'task/eager-without-a-run',
    title: 'while the loop does not run an eager task is scheduled like others',
    async run(stage) {
      const { core, trace, turns } = stage;
      const loop = eagerLoop(stage);
      const turn = turns(loop);
      const task = loop.createTask(
        (function* (): Steps<string> {
          trace('begins', turn());
          yield* [];
          return 'result';
        })(),
      );
      trace('created', task, core.allTasks(loop).size);
      trace('result', await loop.runUntilComplete(task), turn());
    },
  },
];
