import type { Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

// biome-ignore lint/suspicious/noExplicitAny: as in Coroutine
type Steps<T> = Generator<Future<any>, T, any>;

/** Tasks over generators; those over async functions do the same in async-tasks.ts. */
export const taskContexts: readonly Case[] = inBothRuns([
  {
    name: 'context/task-keeps-values',
    title: 'a task keeps what it set across its waits; nobody outside sees it',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      function* part(): Steps<void> {
        trace('in a part', variable.get());
        variable.set('set by a part');
        yield* core.sleep(0);
      }
      function* main(): Steps<string> {
        const token = variable.set('task');
        yield* core.sleep(0);
        trace('after a turn', variable.get());
        yield* part();
        trace('after the part', variable.get());
        yield* core.sleep(5);
        variable.reset(token);
        return variable.get();
      }
      trace('result', await loop.runUntilComplete(main()));
      trace('outside', variable.get());
    },
  },
  {
    name: 'context/child-task-snapshot',
    title: 'a child has the values of the moment in which it was created; what it sets does not reach its parent',
    covers: ['test_tasks.BaseTaskTests.test_context_1'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      function* child(): Steps<void> {
        trace('child', variable.get());
        variable.set('child');
        yield* core.sleep(0);
        trace('child again', variable.get());
      }
      function* parent(): Steps<void> {
        variable.set('parent');
        const task = loop.createTask(child());
        variable.set('parent, later');
        yield* core.sleep(0);
        trace('parent', variable.get());
        yield* task;
        trace('parent again', variable.get());
      }
      await loop.runUntilComplete(parent());
    },
  },
  {
    name: 'context/grandchildren',
    title: 'values go down from task to task, each generation with its own',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const path = new core.ContextVar('path', { default: '' });
      function* member(name: string, depth: number): Steps<void> {
        path.set(`${path.get()}/${name}`);
        trace(path.get(), depth);
        const children = depth === 0 ? [] : ['a', 'b'].map((next) => loop.createTask(member(next, depth - 1)));
        for (const task of children) yield* task;
        trace(`${path.get()} ends`);
      }
      await loop.runUntilComplete(member('root', 2));
      trace('outside', path.get());
    },
  },
  {
    name: 'context/waking-keeps-context',
    title: 'a task that waits goes on with its own values, whoever wakes it; a done callback has those of its registration',
    covers: ['test_tasks.BaseTaskTests.test_context_2'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const future = loop.createFuture<string>();
      function* waiter(): Steps<void> {
        variable.set('waiter');
        future.addDoneCallback(() => trace('done callback', variable.get()));
        variable.set('waiter, later');
        trace('result', yield* future);
        trace('waiter', variable.get());
      }
      function* finisher(): Steps<void> {
        variable.set('finisher');
        yield* core.sleep(0);
        future.setResult('result');
        trace('finisher', variable.get());
      }
      const task = loop.createTask(waiter());
      loop.createTask(finisher());
      await loop.runUntilComplete(task);
    },
  },
  {
    name: 'context/task-schedules',
    title: 'callbacks, timers and done callbacks of a task have copies of its values',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const look = (from: string): void => {
        trace(from, variable.get(), core.currentTask());
        variable.set(from);
      };
      function* main(): Steps<void> {
        variable.set('task');
        loop.callSoon(look, 'soon');
        loop.callLater(5, look, 'later');
        const future = loop.createFuture<void>();
        future.addDoneCallback(() => look('done'));
        loop.callLater(10, () => future.setResult());
        yield* future;
        trace('task', variable.get());
      }
      await loop.runUntilComplete(main());
    },
  },
  {
    name: 'context/cancelled-task',
    title: 'a task that is cancelled cleans up with its own values',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      function* main(): Steps<void> {
        variable.set('task');
        try {
          yield* core.sleep(1000);
        } finally {
          trace('finally', variable.get());
          yield* core.sleep(0);
          trace('after a wait', variable.get());
        }
      }
      const task = loop.createTask(main());
      loop.callSoon(() => {
        variable.set('canceller');
        task.cancel();
      });
      await attempt('main', () => loop.runUntilComplete(task));
    },
  },
  {
    name: 'context/token-of-another-task',
    title: 'a token of one task is refused in another, and good in its own after a wait',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      function* main(): Steps<void> {
        const token = variable.set('main');
        function* child(): Steps<void> {
          attempt('child', () => variable.reset(token));
          trace('child', variable.get());
        }
        yield* loop.createTask(child());
        attempt('main', () => variable.reset(token));
        trace('main', variable.get());
      }
      await loop.runUntilComplete(main());
    },
  },
  {
    name: 'context/copy-in-task',
    title: 'a context that was copied inside a task does not follow the task',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      function* child(): Steps<string> {
        yield* core.sleep(0);
        return variable.get();
      }
      function* main(): Steps<void> {
        variable.set('copied');
        const copy = core.copyContext();
        variable.set('later');
        trace('copy', copy.get(variable), variable.get());
        trace('child', yield* loop.createTask(child(), { context: copy }));
        copy.run(() => variable.set('changed'));
        trace('task', variable.get(), copy.get(variable));
      }
      await loop.runUntilComplete(main());
    },
  },
  {
    name: 'context/task-in-given-context',
    title: 'a task that is given a context runs in itself, as do two that share one',
    covers: [
      'test_tasks.BaseTaskTests.test_context_5',
      'test_tasks.BaseTaskTests.test_context_6',
      'test_tasks.BaseTaskTests.test_get_context',
    ],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 0 });
      const context = core.copyContext();
      function* add(amount: number): Steps<void> {
        for (let i = 0; i < 2; i++) {
          variable.set(variable.get() + amount);
          trace('sum', variable.get());
          yield* core.sleep(0);
        }
      }
      const tasks = [1, 10].map((amount) => loop.createTask(add(amount), { context }));
      const apart = loop.createTask(add(100));
      function* main(): Steps<void> {
        for (const task of [...tasks, apart]) yield* task;
      }
      await loop.runUntilComplete(main());
      trace('ended', context.get(variable), variable.get(), apart.getContext().get(variable));
      trace('contexts', ...tasks.map((task) => task.getContext() === context), apart.getContext() === context);
    },
  },
  {
    name: 'context/eager-task',
    title: 'the step that an eager task takes at once is in its own copy of the context',
    covers: ['test_eager_task_factory.EagerTaskFactoryLoopTests.test_context_vars'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      loop.setTaskFactory(core.eagerTaskFactory);
      const variable = new core.ContextVar('variable', { default: 'default' });
      function* child(): Steps<void> {
        trace('child at once', variable.get());
        variable.set('child');
        yield* core.sleep(0);
        trace('child', variable.get());
      }
      function* main(): Steps<void> {
        variable.set('main');
        const task = loop.createTask(child());
        trace('main', variable.get());
        yield* task;
        trace('main again', variable.get());
      }
      await loop.runUntilComplete(main());
    },
  },
  {
    name: 'context/isolated-tasks',
    title: 'a hundred tasks that take turns keep their values apart',
    covers: ['test_tasks.BaseTaskTests.test_context_3', 'test_context.DecimalContextTest.test_asyncio_task_decimal_context'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: -1 });
      let strange = 0;
      function* worker(id: number): Steps<number> {
        variable.set(id);
        for (let i = 0; i < 10; i++) {
          yield* core.sleep(0);
          if (variable.get() !== id + i) strange++;
          variable.set(id + i + 1);
        }
        return variable.get();
      }
      const tasks = Array.from({ length: 100 }, (_, id) => loop.createTask(worker(id * 1000)));
      function* main(): Steps<number> {
        let sum = 0;
        for (const task of tasks) sum += yield* task;
        return sum;
      }
      trace('sum', await loop.runUntilComplete(main()), strange, variable.get());
    },
  },
]);
