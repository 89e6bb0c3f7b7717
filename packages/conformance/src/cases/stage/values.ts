import type { Case } from '../../case.ts';

export const values: readonly Case[] = [
  {
    name: 'stage/values',
    title: 'plain values are traced in the same words by both sides',
    run({ trace }) {
      trace('nothing', null, undefined, true, false);
      trace('numbers', 0, 1.5, -2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2n ** 40n);
      trace('texts', '', 'ASCII', 'ümlaut', '"quoted"\n');
      trace('bytes', new Uint8Array(0), Buffer.from('abc\xff', 'latin1'));
      trace('lists', [], [1, [2, null]], new Set(['b', 'a', 'c']), new Set([3, 1, 2]));
      trace('objects', {}, { camelCase: 1, text: 'a' });
      trace('errors', new Error(), new TypeError('told'), new RangeError());
    },
  },
  {
    name: 'stage/asyncio-values',
    title: 'futures, tasks, handles and loops are traced by their state',
    async run({ newLoop, trace, core }) {
      const loop = newLoop();
      const [pending, finished, failed, cancelled] = [0, 1, 2, 3].map(() => loop.createFuture());
      finished?.setResult(1);
      failed?.setException(new RangeError());
      cancelled?.cancel();
      trace('futures', pending, finished, failed, cancelled);
      const task = loop.createTask(
        (function* () {
          yield* core.sleep(0);
        })(),
      );
      trace('task', task);
      await loop.runUntilComplete(task);
      trace('task', task);
      const [handle, timer] = [loop.callSoon(trace, 'never'), loop.callLater(1, trace, 'never')];
      trace('handles', handle, timer);
      handle.cancel();
      timer.cancel();
      trace('handles', handle, timer);
      trace('loop', loop);
    },
  },
  {
    name: 'stage/errors',
    title: 'the errors of loops and futures have the names of their classes in Python',
    run({ newLoop, attempt, core }) {
      const loop = newLoop();
      const future = loop.createFuture();
      attempt('pending', () => future.result());
      future.cancel();
      attempt('cancelled', () => future.result());
      attempt('done', () => future.setResult(1));
      attempt('no loop', () => core.getRunningLoop());
      attempt('no coroutine', () => loop.createTask(1 as never));
    },
  },
  {
    name: 'stage/report',
    title: 'what the default exception handler is given becomes a line of the trace',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.callSoon(() => {
        throw new RangeError('failed');
      });
      loop.callSoon(loop.stop);
      await loop.runForever();
      loop.callExceptionHandler({ message: 'spam', camelCase: 1 });
      trace('ended');
    },
  },
];
