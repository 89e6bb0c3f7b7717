import type { Coroutine, Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';

/** What marks futures, those of another copy of the library too. */
const brand = Symbol.for('@tsyncio/core:future');

class Duck {
  get [brand](): boolean {
    return true;
  }
}

export const ensureFuture: readonly Case[] = [
  {
    name: 'future/isfuture',
    title: 'futures and tasks are futures by the mark of their class; classes and other things are none',
    covers: ['test_futures.BaseFutureTests.test_isfuture'],
    run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture();
      const task = loop.createTask(
        (function* () {
          yield* core.sleep(0);
        })(),
      );
      trace('futures', core.isFuture(future), core.isFuture(task), core.isFuture(new Duck()));
      trace('classes', core.isFuture(future.constructor), core.isFuture(Duck));
      trace('others', core.isFuture({}), core.isFuture(1), core.isFuture(null), core.isFuture('future'));
    },
  },
  {
    name: 'future/duck',
    title: 'an object marked as a future is taken as one',
    covers: ['test_futures.DuckTests.test_wrap_future', 'test_futures.DuckTests.test_ensure_future'],
    run({ core, trace }) {
      const duck = new Duck() as unknown as Future<void>;
      trace('ensure', core.ensureFuture(duck) === duck);
      trace('wrap', core.wrapFuture(duck) === duck);
    },
  },
  {
    name: 'future/ensure-future-of-future',
    title: 'a future stays what it is, with and without its loop',
    run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture();
      trace('without', core.ensureFuture(future) === future);
      trace('with', core.ensureFuture(future, { loop }) === future);
      future.cancel();
      trace('done', core.ensureFuture(future, { loop }) === future);
    },
  },
  {
    name: 'future/ensure-future-of-task',
    title: 'a task stays what it is, also when it is done',
    covers: ['test_tasks.BaseTaskTests.test_ensure_future_task'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const task = loop.createTask(
        (function* () {
          yield* core.sleep(0);
          return 'result';
        })(),
      );
      trace('pending', core.ensureFuture(task) === task, core.ensureFuture(task, { loop }) === task);
      await loop.runUntilComplete(task);
      trace('done', core.ensureFuture(task) === task, task.result());
    },
  },
  {
    name: 'future/ensure-future-foreign',
    title: 'the future of another loop than the one given is refused',
    covers: ['test_tasks.BaseTaskTests.test_ensure_future_future', 'test_tasks.BaseTaskTests.test_ensure_future_error_msg'],
    run({ newLoop, core, trace, attempt }) {
      const [loop, other] = [newLoop(), newLoop()];
      const future = loop.createFuture();
      trace('of no loop in particular', core.ensureFuture(future) === future);
      attempt('of another loop', () => core.ensureFuture(future, { loop: other }));
      trace('then', future);
    },
  },
  {
    name: 'future/ensure-future-of-coroutine',
    title: 'a coroutine becomes a task of the loop given or of the running one; there must be one',
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const coroutine = (result: string): Coroutine<string> =>
        (function* () {
          yield* core.sleep(0);
          return result;
        })();
      const given = core.ensureFuture(coroutine('on the loop given'), { loop });
      trace('given', given, given.getLoop() === loop);
      await attempt('result', () => loop.runUntilComplete(given));
      const running = await loop.runUntilComplete(
        (function* () {
          const task = core.ensureFuture(coroutine('on the running loop'));
          trace('running', task, task.getLoop() === loop);
          return yield* task;
        })(),
      );
      trace('result', running);
      attempt('none', () => core.ensureFuture(coroutine('on no loop')));
    },
  },
  {
    name: 'future/ensure-future-of-awaitable',
    title: 'any other object that can be awaited is wrapped',
    covers: ['test_tasks.BaseTaskTests.test_ensure_future_awaitable'],
    async run({ newLoop, core, trace, attempt }) {
      const loop = newLoop();
      const awaitable: PromiseLike<never> = {
        then: (onFulfilled) => Promise.resolve('result').then(onFulfilled as never),
      };
      const future = core.ensureFuture<string>(awaitable, { loop });
      trace('a future', core.isFuture(future), (future as unknown) === awaitable, future.done());
      await attempt('result', () => loop.runUntilComplete(future));
    },
  },
  {
    name: 'future/ensure-future-refuses',
    title: 'what cannot be waited for is refused',
    covers: ['test_tasks.BaseTaskTests.test_ensure_future_neither'],
    run({ newLoop, core, attempt }) {
      const loop = newLoop();
      for (const [name, value] of [
        ['text', 'ok'],
        ['number', 1],
        ['nothing', null],
        ['list', []],
        ['object', {}],
      ] as const) {
        attempt(name, () => core.ensureFuture(value as never, { loop }));
      }
    },
  },
];
