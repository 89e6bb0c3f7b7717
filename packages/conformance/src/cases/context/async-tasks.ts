import type { Case } from '../../case.ts';

/** What tasks.ts says of tasks over generators, for tasks over async functions. The order against other callbacks is not looked at. */
export const asyncTaskContexts: readonly Case[] = [
  {
    name: 'context/async-task-keeps-values',
    title: 'a task over an async function keeps what it set across its waits; functions that it awaits share its context',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const part = async (): Promise<void> => {
        trace('in a part', variable.get());
        variable.set('set by a part');
        await core.sleep(0);
      };
      const main = async (): Promise<string> => {
        const token = variable.set('task');
        await core.sleep(0);
        trace('after a turn', variable.get());
        await part();
        trace('after the part', variable.get());
        await core.sleep(5);
        variable.reset(token);
        return variable.get();
      };
      trace('result', await loop.runUntilComplete(main));
      trace('outside', variable.get());
    },
  },
  {
    name: 'context/async-child-task-snapshot',
    title: 'a child over an async function has the values of the moment in which it was created, and keeps its own to itself',
    covers: ['test_tasks.BaseTaskTests.test_context_1'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const child = async (): Promise<void> => {
        trace('child', variable.get());
        variable.set('child');
        await core.sleep(5);
        trace('child again', variable.get());
      };
      await loop.runUntilComplete(async () => {
        variable.set('parent');
        const task = loop.createTask(child);
        variable.set('parent, later');
        await task;
        trace('parent', variable.get());
      });
    },
  },
  {
    name: 'context/async-waking-keeps-context',
    title: 'a task over an async function goes on with its own values, whoever wakes it',
    covers: ['test_tasks.BaseTaskTests.test_context_2'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const future = loop.createFuture<string>();
      const task = loop.createTask(async () => {
        variable.set('waiter');
        future.addDoneCallback(() => trace('done callback', variable.get()));
        variable.set('waiter, later');
        const result = await future;
        await core.sleep(0);
        trace('waiter', result, variable.get());
      });
      loop.createTask(async () => {
        variable.set('finisher');
        await core.sleep(5);
        future.setResult('result');
      });
      await loop.runUntilComplete(task);
      trace('outside', variable.get());
    },
  },
  {
    name: 'context/async-cancelled-task',
    title: 'a task over an async function that is cancelled cleans up with its own values',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const task = loop.createTask(async () => {
        variable.set('task');
        try {
          await core.sleep(1000);
        } finally {
          trace('finally', variable.get());
          await core.sleep(0);
          trace('after a wait', variable.get());
        }
      });
      loop.callLater(5, () => {
        variable.set('canceller');
        task.cancel();
      });
      await attempt('main', () => loop.runUntilComplete(task));
    },
  },
  {
    name: 'context/async-task-in-given-context',
    title: 'two tasks over async functions that share a context see what the other set',
    covers: ['test_tasks.BaseTaskTests.test_context_6'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 0 });
      const context = core.copyContext();
      const add = async (amount: number, delay: number): Promise<void> => {
        await core.sleep(delay);
        variable.set(variable.get() + amount);
        trace('sum', variable.get());
      };
      await loop.runUntilComplete(async () => {
        const tasks = [10, 5, 15].map((delay) => loop.createTask(() => add(delay, delay), { context }));
        for (const task of tasks) await task;
        trace('main', variable.get());
      });
      trace('ended', context.get(variable), variable.get());
    },
  },
  {
    name: 'context/async-isolated-tasks',
    title: 'a hundred tasks over async functions that take turns keep their values apart',
    covers: ['test_tasks.BaseTaskTests.test_context_3', 'test_context.DecimalContextTest.test_asyncio_task_decimal_context'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: -1 });
      let strange = 0;
      const worker = async (id: number): Promise<number> => {
        variable.set(id);
        for (let i = 0; i < 10; i++) {
          await core.sleep(0);
          if (variable.get() !== id + i) strange++;
          variable.set(id + i + 1);
        }
        return variable.get();
      };
      const tasks = Array.from({ length: 100 }, (_, id) => loop.createTask(() => worker(id * 1000)));
      const sum = await loop.runUntilComplete(async () => {
        let total = 0;
        for (const task of tasks) total += await task;
        return total;
      });
      trace('sum', sum, strange, variable.get());
    },
  },
  {
    name: 'context/async-generator',
    title: 'an async generator sees and sets the values of the task that iterates it',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      async function* generator(): AsyncGenerator<string, void, undefined> {
        yield variable.get();
        variable.set('set by the generator');
        await core.sleep(0);
        yield variable.get();
      }
      await loop.runUntilComplete(async () => {
        const opened = generator();
        variable.set('set by the task');
        trace('first', (await opened.next()).value);
        trace('second', (await opened.next()).value, variable.get());
        variable.set('set again');
        trace('end', (await opened.next()).done, variable.get());
      });
    },
  },
];
