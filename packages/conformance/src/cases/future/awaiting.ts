import type { Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothForms } from '../task/forms.ts';
import { runTurns } from './run-turns.ts';

const inGenerators: readonly Case[] = [
  {
    name: 'future/await-done',
    title: 'awaiting a done future gives its result in the same turn, as often as it is asked',
    covers: ['test_futures.BaseFutureTests.test_yield_from_twice'],
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      loop.callSoon(() => future.setResult('result'));
      await loop.runUntilComplete(
        (function* () {
          trace('first', yield* future, turn());
          trace('again', yield* future, turn());
          trace('once more', yield* future, turn());
        })(),
      );
    },
  },
  {
    name: 'future/waiters-and-callbacks-in-order',
    title: 'tasks that wait and callbacks are woken in the order in which they came',
    async run({ newLoop, core, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      function* wait(name: string): Generator<Future<unknown>, void, string> {
        trace(name, yield* future, turn());
      }
      await loop.runUntilComplete(
        (function* () {
          loop.createTask(wait('first task'));
          yield* core.sleep(0);
          future.addDoneCallback(() => trace('callback', turn()));
          loop.createTask(wait('second task'));
          yield* core.sleep(0);
          future.addDoneCallback(() => trace('last callback', turn()));
          future.setResult('result');
          loop.callSoon(() => trace('scheduled after it was set', turn()));
          trace('set', yield* future, turn());
          yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'future/iterate-by-hand',
    title: 'a pending future that is iterated outside a task gives itself, then refuses to go on',
    covers: ['test_futures.BaseFutureTests.test_iter'],
    run({ newLoop, trace, attempt }) {
      const future = newLoop().createFuture();
      const iterator = future[Symbol.iterator]();
      trace('first step', iterator.next().value === future);
      attempt('second step', () => iterator.next());
    },
  },
  {
    name: 'future/finished-outside-the-run',
    title: 'a future that is finished while the loop stands still wakes its waiter in the first turn of the next run',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      const task = loop.createTask(
        (function* () {
          trace('waits', turn());
          trace('goes on', yield* future, turn());
        })(),
      );
      await runTurns(loop, 3);
      trace('between the runs', turn(), task);
      future.setResult('result');
      await runTurns(loop, 2);
      trace('ended', turn(), task);
    },
  },
];

const inBoth = inBothForms([
  {
    name: 'future/await-pending',
    title: 'a waiter goes on in the turn after the future was done',
    async run({ newLoop, trace, turns }, form) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      const finish = (): void => {
        trace('set', turn());
        future.setResult('result');
      };
      loop.callSoon(() => void loop.callSoon(() => void loop.callSoon(finish)));
      await loop.runUntilComplete(
        form(function* () {
          trace('waits', turn());
          trace('goes on', yield* future);
          trace('in turn', turn());
        }),
      );
      trace('ended', turn());
    },
  },
  {
    name: 'future/several-waiters',
    title: 'all waiters get the result in one turn, in the order in which they came',
    async run({ newLoop, core, trace, turns }, form) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      for (const name of ['first', 'second', 'third']) {
        loop.createTask(
          form(function* () {
            const result = yield* future;
            trace(name, turn(), result);
          }),
        );
      }
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          future.setResult('result');
          trace('set', turn());
          yield* core.sleep(0);
          yield* core.sleep(0);
        }),
      );
    },
  },
  {
    name: 'future/result-list',
    title: 'a list comes out of waiting as it was set',
    covers: ['test_futures.BaseFutureTests.test_future_stop_iteration_args'],
    async run({ newLoop, trace }, form) {
      const loop = newLoop();
      const list = [1, 2];
      const future = loop.createFuture<number[]>();
      loop.callSoon(() => future.setResult(list));
      const task = loop.createTask(
        form(function* () {
          return yield* future;
        }),
      );
      const result = await loop.runUntilComplete(task);
      trace('result', result, result === list, task.result() === list);
    },
  },
  {
    name: 'future/await-failed',
    title: 'every waiter gets the one error, which does not grow by being thrown again',
    covers: ['test_futures2.FutureTests.test_future_traceback'],
    async run({ newLoop, trace }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      const error = new RangeError('told');
      loop.callSoon(() => future.setException(error));
      const wait = (name: string) =>
        form(function* () {
          try {
            yield* future;
          } catch (caught) {
            trace(name, caught, caught === error);
            return (caught as Error).stack?.length;
          }
        });
      const first = await loop.runUntilComplete(wait('first'));
      const second = await loop.runUntilComplete(wait('second'));
      const third = await loop.runUntilComplete(wait('third'));
      trace('grew', third !== second, first === undefined);
    },
  },
  {
    name: 'future/await-cancelled',
    title: 'who waits for a cancelled future gets a CancelledError with its message, and is cancelled by it',
    async run({ newLoop, trace, attempt, message }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      loop.callSoon(() => void future.cancel('told'));
      const task = loop.createTask(
        form(function* () {
          try {
            yield* future;
          } catch (error) {
            trace('caught', error, message(error));
            throw error;
          }
        }),
      );
      await attempt('task', () => loop.runUntilComplete(task));
      trace('then', task, task.cancelling());
      const catching = loop.createTask(
        form(function* () {
          try {
            yield* future;
          } catch (error) {
            return message(error);
          }
        }),
      );
      await attempt('one that catches it', () => loop.runUntilComplete(catching));
      trace('then', catching);
    },
  },
  {
    name: 'future/cancelled-by-one-waiter',
    title: 'cancelling one of several waiters cancels the future, and so the others',
    async run({ newLoop, core, trace, message }, form) {
      const loop = newLoop();
      const future = loop.createFuture();
      const wait = (name: string) =>
        form(function* () {
          try {
            yield* future;
          } catch (error) {
            trace(name, error, message(error));
            throw error;
          }
        });
      const [first, second] = [loop.createTask(wait('first')), loop.createTask(wait('second'))];
      await loop.runUntilComplete(
        form(function* () {
          yield* core.sleep(0);
          trace('cancel', second.cancel('told'), future, first, second);
          yield* core.sleep(0);
          yield* core.sleep(0);
          trace('then', first, second, first.cancelling(), second.cancelling());
        }),
      );
    },
  },
  {
    name: 'future/ping-pong',
    title: 'two tasks that wake each other through futures take turns',
    async run({ newLoop, trace, turns }, form) {
      const loop = newLoop();
      const turn = turns(loop);
      const balls = Array.from({ length: 6 }, () => loop.createFuture<number>());
      const play = (name: string, first: number) =>
        form(function* () {
          for (let i = first; i < balls.length; i += 2) {
            const ball = yield* balls[i] as Future<number>;
            trace(name, ball, turn());
            balls[i + 1]?.setResult(ball + 1);
          }
        });
      loop.createTask(play('ping', 0));
      const pong = loop.createTask(play('pong', 1));
      loop.callSoon(() => void loop.callSoon(() => balls[0]?.setResult(0)));
      await loop.runUntilComplete(pong);
      trace('ended', turn());
    },
  },
]);

export const awaiting: readonly Case[] = [...inGenerators, ...inBoth];
