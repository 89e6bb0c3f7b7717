import type { Case } from '../../case.ts';
import { inBothForms, type Steps } from './forms.ts';

export const outcomes: readonly Case[] = [
  {
    name: 'task/set-result-refused',
    title: 'only its coroutine gives a task its outcome',
    covers: ['test_tasks.BaseTaskTests.test_task_set_methods'],
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const task = loop.createTask(
        (function* (): Steps<string> {
          yield* core.sleep(0);
          return 'result';
        })(),
      );
      attempt('set a result', () => task.setResult('other'));
      attempt('set an exception', () => task.setException(new RangeError()));
      trace('then', task);
      await attempt('run', () => loop.runUntilComplete(task));
      attempt('set a result when done', () => task.setResult('other'));
      trace('kept', task.result());
    },
  },
  {
    name: 'task/result-is-a-future',
    title: 'a future that a coroutine returns is its result and is not waited for',
    covers: ['test_tasks.BaseTaskTests.test_coroutine_non_gen_function_return_future'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture();
      const task = loop.createTask(
        (function* (): Steps<unknown> {
          yield* core.sleep(0);
          return future;
        })(),
      );
      await loop.runUntilComplete(
        (function* (): Steps<void> {
          trace('the same', (yield* task) === future, future);
        })(),
      );
    },
  },
  {
    name: 'task/result-is-a-future-async',
    title: 'a future that an async function returns is not waited for',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<string>();
      const task = loop.createTask<unknown>(async () => {
        await core.sleep(0);
        return future;
      });
      loop.callLater(5, () => future.setResult('result'));
      const result = await loop.runUntilComplete(task);
      trace('the same', result === future, future);
    },
  },
  ...inBothForms([
    {
      name: 'task/returns',
      title: 'what a coroutine returns is the result of its task, as the object it is',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const object = { key: 'value' };
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            return object;
          }),
        );
        const result = await loop.runUntilComplete(task);
        trace('result', result, result === object, task.result() === object);
        trace(
          'nothing',
          await loop.runUntilComplete(
            form(function* () {
              return yield* core.sleep(0);
            }),
          ),
        );
      },
    },
    {
      name: 'task/throws',
      title: 'what a coroutine throws is the error of its task, as the object it is',
      async run({ newLoop, core, trace, attempt }, form) {
        const loop = newLoop();
        const error = new RangeError('told');
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            throw error;
          }),
        );
        await attempt('run', () => loop.runUntilComplete(task));
        trace('then', task, task.done(), task.cancelled(), task.exception() === error);
        attempt('result', () => task.result());
      },
    },
    {
      name: 'task/throws-at-once',
      title: 'a coroutine that fails in its first step does not fail the one that made its task',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        await loop.runUntilComplete(
          form(function* () {
            const task = loop.createTask(
              form(function* (): Steps<void> {
                yield* [];
                throw new RangeError();
              }),
            );
            trace('created', task);
            yield* core.sleep(0);
            yield* core.sleep(0);
            trace('then', task, task.exception());
          }),
        );
      },
    },
    {
      name: 'task/parts',
      title: 'parts of a coroutine give their results and errors to it',
      covers: ['test_tasks.BaseTaskTests.test_task_basics'],
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        function* inner(fails: boolean): Steps<number> {
          const ten = yield* core.sleep(0, 10);
          if (fails) throw new RangeError();
          return ten;
        }
        function* middle(): Steps<number> {
          const first = yield* inner(false);
          const second = yield* inner(false);
          return first + second;
        }
        trace('result', await loop.runUntilComplete(form(middle)));
        await loop.runUntilComplete(
          form(function* () {
            try {
              yield* inner(true);
            } catch (error) {
              trace('caught', error);
            }
            trace('goes on', yield* middle());
          }),
        );
      },
    },
    {
      name: 'task/error-passes-through-tasks',
      title: 'an error passes through tasks that wait for each other as one object',
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        const error = new RangeError();
        const inner = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            throw error;
          }),
        );
        const middle = loop.createTask(
          form(function* () {
            return yield* inner;
          }),
        );
        const outer = loop.createTask(
          form(function* () {
            return yield* middle;
          }),
        );
        try {
          await loop.runUntilComplete(outer);
        } catch (caught) {
          trace('caught', caught, caught === error);
        }
        trace('all', inner, middle, outer, middle.exception() === error, outer.exception() === error);
      },
    },
    {
      name: 'task/error-keeps-its-stack',
      title: 'the error of a task still tells where it was thrown',
      covers: ['test_tasks.BaseTaskTests.test_exception_traceback'],
      async run({ newLoop, core, trace }, form) {
        const loop = newLoop();
        function throwsHere(): never {
          throw new RangeError();
        }
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            throwsHere();
          }),
        );
        try {
          await loop.runUntilComplete(task);
        } catch (error) {
          trace('told', (error as Error).stack?.includes('throwsHere'));
        }
      },
    },
    {
      name: 'task/raises-cancelled-error',
      title: 'a coroutine that throws a CancelledError of its own ends as cancelled, although nobody cancelled it',
      async run({ newLoop, core, trace, message }, form) {
        const loop = newLoop();
        const task = loop.createTask(
          form(function* () {
            yield* core.sleep(0);
            throw new core.CancelledError('told');
          }),
        );
        try {
          await loop.runUntilComplete(task);
        } catch (error) {
          trace('caught', error, message(error));
        }
        trace('then', task, task.cancelled(), task.cancelling());
      },
    },
  ]),
];
