import type { Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { runTurns } from './run-turns.ts';

export const callbacks: readonly Case[] = [
  {
    name: 'future/callbacks-on-result',
    title: 'callbacks get the future in the turn after its result was set, in order of registration',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_result'],
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<string>();
      for (const name of ['first', 'second', 'third']) {
        future.addDoneCallback((done) => trace(name, turn(), done === future, done.result()));
      }
      loop.callSoon(() => {
        future.setResult('result');
        trace('set', turn());
        loop.callSoon(() => trace('scheduled after it was set', turn()));
      });
      loop.callSoon(() => trace('rest of the batch', turn()));
      await runTurns(loop, 3);
    },
  },
  {
    name: 'future/callbacks-on-exception',
    title: 'callbacks are called the same way when an exception was set',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_exception'],
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture();
      future.addDoneCallback((done) => trace('first', turn(), done === future, done.exception()));
      future.addDoneCallback((done) => trace('second', turn(), done));
      loop.callSoon(() => {
        future.setException(new RangeError());
        trace('set', turn());
      });
      await runTurns(loop, 3);
    },
  },
  {
    name: 'future/callbacks-on-cancel',
    title: 'callbacks are called the same way when the future was cancelled',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture();
      future.addDoneCallback((done) => trace('first', turn(), done === future, done.cancelled()));
      future.addDoneCallback((done) => trace('second', turn(), done));
      loop.callSoon(() => trace('cancel', turn(), future.cancel(), future.cancel()));
      await runTurns(loop, 3);
    },
  },
  {
    name: 'future/callbacks-without-a-run',
    title: 'nothing is called before the loop runs',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      future.addDoneCallback(() => trace('called'));
      future.setResult(1);
      future.addDoneCallback(() => trace('added later, called'));
      trace('set', future);
      await runTurns(loop, 1);
      trace('ended');
    },
  },
  {
    name: 'future/callback-added-when-done',
    title: 'a callback added to a done future is called in the next turn, never at once',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<number>();
      future.setResult(1);
      loop.callSoon(() => {
        future.addDoneCallback((done) => trace('called', turn(), done.result()));
        trace('added', turn());
      });
      loop.callSoon(() => trace('rest of the batch', turn()));
      await runTurns(loop, 3);
    },
  },
  {
    name: 'future/callback-adds-callback',
    title: 'a callback that a callback adds is called one turn later, not with its batch',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const future = loop.createFuture<number>();
      future.addDoneCallback((done) => {
        trace('first', turn());
        done.addDoneCallback(() => trace('added by the first', turn()));
      });
      future.addDoneCallback(() => trace('second', turn()));
      future.setResult(1);
      await runTurns(loop, 3);
    },
  },
  {
    name: 'future/callback-added-many-times',
    title: 'a callback is called as often as it was added, each at its place',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      const twice = (): void => trace('twice');
      future.addDoneCallback(twice);
      future.addDoneCallback(() => trace('between'));
      future.addDoneCallback(twice);
      future.setResult(1);
      await runTurns(loop, 2);
    },
  },
  {
    name: 'future/callback-fails',
    title: 'a callback that fails is reported, and the others are called',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setExceptionHandler((of, context) => trace('handler', of === loop, reportOf(context)));
      const future = loop.createFuture<number>();
      future.addDoneCallback(() => trace('before'));
      future.addDoneCallback(() => {
        throw new RangeError('failed');
      });
      future.addDoneCallback(() => trace('after'));
      future.setResult(1);
      await runTurns(loop, 2);
      trace('then', future);
    },
  },
  {
    name: 'future/callback-asks-for-the-result',
    title: 'a callback that asks a failed or cancelled future for its result fails with that error',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const [failed, cancelled] = [loop.createFuture(), loop.createFuture()];
      const ask = (future: Future<unknown>): void => {
        trace('ask', future);
        future.result();
      };
      loop.setExceptionHandler((_loop, { exception }) => trace('handler', exception, exception === failed.exception()));
      failed.addDoneCallback(ask);
      cancelled.addDoneCallback(ask);
      failed.setException(new RangeError());
      cancelled.cancel();
      await runTurns(loop, 2);
    },
  },
  {
    name: 'future/callbacks-of-two-futures',
    title: 'callbacks of several futures run in the order in which the futures were done',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const [a, b] = [loop.createFuture<number>(), loop.createFuture<number>()];
      a.addDoneCallback(() => trace('first of a', turn()));
      b.addDoneCallback(() => trace('first of b', turn()));
      a.addDoneCallback(() => trace('second of a', turn()));
      b.addDoneCallback(() => trace('second of b', turn()));
      loop.callSoon(() => {
        b.setResult(2);
        loop.callSoon(() => trace('between', turn()));
        a.setResult(1);
      });
      await runTurns(loop, 3);
    },
  },
  {
    name: 'future/callbacks-in-a-chain',
    title: 'futures that finish each other take a turn each',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      const futures = [0, 1, 2, 3].map(() => loop.createFuture<number>());
      for (const [i, future] of futures.entries()) {
        future.addDoneCallback(() => {
          trace('done', i, turn());
          futures[i + 1]?.setResult(i + 1);
        });
      }
      futures[0]?.setResult(0);
      await runTurns(loop, 6);
    },
  },
  {
    name: 'future/callback-is-no-task',
    title: 'inside a callback the loop is running and no task is current',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      future.addDoneCallback(() => trace('callback', core.getRunningLoop() === loop, core.currentTask()));
      await loop.runUntilComplete(
        (function* () {
          future.addDoneCallback(() => trace('added by a task', core.getRunningLoop() === loop, core.currentTask()));
          future.setResult(1);
          yield* core.sleep(0);
          yield* core.sleep(0);
        })(),
      );
    },
  },
  {
    name: 'future/callback-refused',
    title: 'what cannot be called as a callback leads to a TypeError',
    async run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      attempt('add', () => future.addDoneCallback(1 as never));
      future.setResult(1);
      await runTurns(loop, 2);
      trace('then', future);
    },
  },
];
