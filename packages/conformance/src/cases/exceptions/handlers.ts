import type { ExceptionContext, ExceptionHandler } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

function fail(): never {
  throw new RangeError('failed');
}

/** What a handler may do. */
export const handlers: readonly Case[] = inBothRuns([
  {
    name: 'exceptions/handler-schedules',
    title: 'what the handler schedules runs in the next turn',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      loop.setExceptionHandler(() => {
        trace('handler', turn());
        loop.callSoon(() => trace('scheduled by it', turn()));
        loop.callLater(0, () => {
          trace('timer of it', turn());
          loop.stop();
        });
      });
      loop.callSoon(fail);
      loop.callSoon(() => trace('rest of the batch', turn()));
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-replaces-itself',
    title: 'a handler may put another in its place, which gets the next error',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      const second: ExceptionHandler = (_loop, context) => {
        trace('second', reportOf(context), loop.getExceptionHandler() === second);
        loop.setExceptionHandler(null);
        trace('taken away', loop.getExceptionHandler());
      };
      const first: ExceptionHandler = (_loop, context) => {
        trace('first', reportOf(context), loop.getExceptionHandler() === first);
        loop.setExceptionHandler(second);
      };
      loop.setExceptionHandler(first);
      for (let i = 0; i < 3; i++) loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-replaces-itself-and-fails',
    title: 'a handler that puts another in its place and fails is told of by the default handler, not by the other',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.setExceptionHandler(() => {
        loop.setExceptionHandler(() => trace('second'));
        trace('first');
        throw new TypeError('the handler failed');
      });
      loop.callSoon(fail);
      loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-fails-every-time',
    title: 'a handler that fails is asked again for the next error',
    covers: ['test_base_events.BaseEventLoopTests.test_set_exc_handler_broken'],
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      loop.setExceptionHandler((_loop, { exception }) => {
        trace('handler', exception, turn());
        throw new TypeError('the handler failed');
      });
      loop.callSoon(fail);
      loop.callSoon(() => trace('between', turn()));
      loop.callSoon(fail);
      loop.callSoon(() => {
        loop.callSoon(fail);
        loop.callSoon(loop.stop);
      });
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-passes-on',
    title: 'a handler may pass a context on to the default handler',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setExceptionHandler((of, context) => {
        trace('handler', reportOf(context));
        if (context.exception instanceof RangeError) of.defaultExceptionHandler(context);
      });
      loop.callSoon(fail);
      loop.callSoon(() => {
        throw new TypeError();
      });
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-reports',
    title: 'a handler that reports something itself is called for that before it goes on',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const handler: ExceptionHandler = (of, context) => {
        trace('begins', context.message === 'from the handler', context.depth ?? 0);
        const depth = Number(context.depth ?? 0) + 1;
        if (depth < 3) of.callExceptionHandler({ message: 'from the handler', depth });
        trace('ends', context.depth ?? 0);
      };
      loop.setExceptionHandler(handler);
      loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-stops',
    title: 'a handler may stop the loop: the rest of the batch still runs',
    async run({ newLoop, trace, turns }) {
      const loop = newLoop();
      const turn = turns(loop);
      loop.setExceptionHandler(() => {
        trace('handler', turn(), loop.isRunning());
        loop.stop();
      });
      loop.callSoon(fail);
      loop.callSoon(fail);
      loop.callSoon(() => {
        trace('rest of the batch', turn());
        loop.callSoon(trace, 'never');
      });
      await loop.runForever();
      trace('ended', turn());
    },
  },
  {
    name: 'exceptions/handler-finishes-future',
    title: 'a handler may end the run by finishing the future it is for',
    async run({ newLoop, attempt }) {
      const loop = newLoop();
      const future = loop.createFuture<void>();
      loop.setExceptionHandler((_loop, { exception }) => future.setException(exception));
      loop.callSoon(fail);
      await attempt('run', () => loop.runUntilComplete(future));
    },
  },
  {
    name: 'exceptions/handler-of-any-report',
    title: 'callExceptionHandler takes contexts of any kind, with any keys, inside and outside of runs',
    async run({ newLoop, trace, reportOf, attempt }) {
      const loop = newLoop();
      const future = loop.createFuture<void>();
      const contexts: readonly ExceptionContext[] = [
        { message: 'only a message' },
        { message: 'with a future', future },
        { message: 'with more', exception: new RangeError(), spam: 1, eggs: 'two' },
      ];
      const reportAll = (where: string): void => {
        trace(where);
        for (const context of contexts) attempt('returns', () => loop.callExceptionHandler(context));
      };
      reportAll('default handler, outside');
      loop.setExceptionHandler((_loop, context) => trace('handler', contexts.indexOf(context), reportOf(context)));
      reportAll('handler, outside');
      loop.callSoon(reportAll, 'handler, inside');
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
]);
