import type { Future, Task } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

export const waiting: readonly Case[] = [
  {
    name: 'task/waits-for-itself-turn',
    title: 'a task that waits for itself is told so one turn later, and may go on',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      function* main(): Steps<string> {
        trace('waits', turn());
        try {
          yield* task;
        } catch (error) {
          trace('refused', error, turn(), task);
        }
        return 'result';
      }
      const task: Task<string> = loop.createTask(main());
      trace('result', await loop.runUntilComplete(task));
    },
  },
  {
    name: 'task/foreign-future-turn',
    title: 'a task that waits for the future of another loop is told so one turn later, and the future knows nothing',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = newLoop().createFuture<string>();
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          trace('waits', turn());
          try {
            yield* future;
          } catch (error) {
            trace('refused', error, turn());
          }
          future.setResult('result');
          yield* core.sleep(0);
          trace('goes on', turn(), future);
        })(),
      );
    },
  },
  {
    name: 'task/waits-for-done-task',
    title: 'waiting for a task that is done takes no turn',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const task = loop.createTask(
        (function* (): Steps<string> {
          yield* core.sleep(0);
          return 'result';
        })(),
      );
      await loop.runUntilComplete(task);
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          const first = turn();
          trace('result', yield* task, turn() - first);
          trace('again', yield* task, turn() - first);
        })(),
      );
    },
  },
  {
    name: 'task/wake-order',
    title: 'within a turn, tasks and callbacks come in the order in which they were woken and scheduled',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const [a, b] = [loop.createFuture<string>(), loop.createFuture<string>()];
      function* wait(name: string, future: Future<string>): Steps<void> {
        trace(name, yield* future, turn());
      }
      for (const [name, future] of [
        ['first of a', a],
        ['first of b', b],
        ['second of a', a],
      ] as const) {
        loop.createTask(wait(name, future));
      }
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          loop.callSoon(() => trace('scheduled before', turn()));
          b.setResult('b');
          loop.createTask(wait('made between', b));
          loop.callSoon(() => trace('scheduled between', turn()));
          a.setResult('a');
          loop.callSoon(() => trace('scheduled after', turn()));
          yield* core.sleep(0);
          yield* core.sleep(0);
        })(),
      );
    },
  },
  ...inBothForms([
    {
      name: 'task/waits-for-itself',
      title: 'a task that waits for itself fails',
      covers: ['test_tasks.BaseTaskTests.test_task_awaits_on_itself'],
      async run({ newLoop, trace, attempt }, form) {
        const loop = newLoop();
        const task: Task<unknown> = loop.createTask(
          form(function* () {
            yield* task;
          }),
        );
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task);
      },
    },
    {
      name: 'task/foreign-future',
      title: 'a task that waits for the future of another loop fails',
      covers: ['test_tasks.BaseTaskTests.test_other_loop_future'],
      async run({ newLoop, trace, attempt }, form) {
        const loop = newLoop();
        const future = newLoop().createFuture();
        const task = loop.createTask(
          form(function* () {
            yield* future;
          }),
        );
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task, future);
      },
    },
    {
      name: 'task/foreign-future-that-is-done',
      title: 'the result of a future of another loop that is done is just taken',
      async run({ newLoop, trace }, form) {
        const loop = newLoop();
        const future = newLoop().createFuture<string>();
        future.setResult('result');
        trace(
          'result',
          await loop.runUntilComplete(
            form(function* () {
              return yield* future;
            }),
          ),
        );
      },
    },
    {
      name: 'task/gets-the-result-object',
      title: 'a task gets the very object that the future it waits for was given',
      covers: ['test_tasks.BaseTaskTests.test_step_result_future'],
      async run({ newLoop, trace }, form) {
        const loop = newLoop();
        const future = loop.createFuture<object>();
        const object = { key: 'value' };
        loop.callSoon(() => future.setResult(object));
        await loop.runUntilComplete(
          form(function* () {
            const result = yield* future;
            trace('got', result, result === object);
          }),
        );
      },
    },
    {
      name: 'task/waits-for-task',
      title: 'who waits for a task goes on in the turn after its last step',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const child = form(function* () {
          trace('child begins', turn());
          yield* core.sleep(0);
          trace('child ends', turn());
          return 'result';
        });
        await loop.runUntilComplete(
          form(function* () {
            const task = loop.createTask(child);
            trace('created', turn());
            const result = yield* task;
            trace('parent goes on', result, turn());
          }),
        );
        trace('ended', turn());
      },
    },
    {
      name: 'task/chain-of-tasks',
      title: 'a result goes up a chain of tasks at one turn for each',
      async run({ newLoop, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const future = loop.createFuture<number>();
        let task: Future<number> = future;
        for (let depth = 0; depth < 5; depth++) {
          const below = task;
          task = loop.createTask(
            form(function* () {
              const result = yield* below;
              trace('depth', depth, result, turn());
              return result + 1;
            }),
          );
        }
        const set = (): void => {
          trace('set', turn());
          future.setResult(0);
        };
        loop.callSoon(() => void loop.callSoon(set));
        trace('result', await loop.runUntilComplete(task), turn());
      },
    },
    {
      name: 'task/several-waiters',
      title: 'several tasks wait for one task, and it can be asked again when it is done',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const child = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            yield* core.sleep(0);
            return 'result';
          }),
        );
        const wait = (name: string) =>
          form(function* () {
            const result = yield* child;
            trace(name, result, turn());
          });
        loop.createTask(wait('first'));
        loop.createTask(wait('second'));
        await loop.runUntilComplete(wait('third'));
        await loop.runUntilComplete(wait('late'));
      },
    },
    {
      name: 'task/woken-in-order-of-results',
      title: 'tasks go on in the order in which their futures were done, not in that of waiting',
      async run({ newLoop, core, trace, turns }, form) {
        const loop = newLoop();
        const turn = turns(loop);
        const futures = [0, 1, 2].map(() => loop.createFuture<number>());
        for (const [i, future] of futures.entries()) {
          loop.createTask(
            form(function* () {
              const result = yield* future;
              trace('goes on', i, result, turn());
            }),
          );
        }
        await loop.runUntilComplete(
          form(function* () {
            yield* core.sleep(0);
            for (const i of [1, 2, 0]) futures[i]?.setResult(i * 10);
            trace('set', turn());
            yield* core.sleep(0);
            yield* core.sleep(0);
          }),
        );
      },
    },
  ]),
];
