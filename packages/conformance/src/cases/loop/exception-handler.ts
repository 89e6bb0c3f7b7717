import type { ExceptionContext, Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';

function fail(): never {
  throw new RangeError('failed');
}

export const exceptionHandler: readonly Case[] = [
  {
    name: 'loop/callback-fails',
    title: 'an error in a callback goes to the exception handler, and the loop goes on with the batch',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setExceptionHandler((of, context) => {
        trace('handler', of === loop, reportOf(context), context.handle === handle);
      });
      const handle = loop.callSoon(fail);
      loop.callSoon(trace, 'rest of the batch');
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'loop/timer-fails',
    title: 'an error in a timer goes to the exception handler with the timer',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context), context.handle === timer));
      const timer = loop.callLater(1, fail);
      loop.callLater(3, loop.stop);
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'loop/callback-fails-in-debug-mode',
    title: 'in debug mode the report of a failed callback says where it was scheduled',
    covers: ['test_events.HandleTests.test_callback_with_exception'],
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setDebug(true);
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context)));
      loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'loop/default-exception-handler',
    title: 'without a handler, and once it is taken away, the default one is called',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const handler = (): void => trace('handler');
      trace('at first', loop.getExceptionHandler());
      loop.callSoon(fail);
      loop.callSoon(() => {
        loop.setExceptionHandler(handler);
        trace('set', loop.getExceptionHandler() === handler);
      });
      loop.callSoon(fail);
      loop.callSoon(() => {
        loop.setExceptionHandler(null);
        trace('taken away', loop.getExceptionHandler());
      });
      loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'loop/exception-handler-refuses',
    title: 'an exception handler must be callable or null; a refused one changes nothing',
    covers: ['test_base_events.BaseEventLoopTests.test_set_exc_handler_invalid'],
    run({ newLoop, trace, attempt }) {
      const loop = newLoop();
      const handler = (): void => {};
      loop.setExceptionHandler(handler);
      attempt('string', () => loop.setExceptionHandler('spam' as never));
      attempt('number', () => loop.setExceptionHandler(1 as never));
      trace('kept', loop.getExceptionHandler() === handler);
    },
  },
  {
    name: 'loop/exception-handler-fails',
    title: 'the default handler is told when the handler itself fails, and the loop goes on',
    covers: ['test_base_events.BaseEventLoopTests.test_set_exc_handler_broken'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      loop.setExceptionHandler(() => {
        trace('handler');
        throw new TypeError('the handler failed');
      });
      loop.callSoon(fail);
      loop.callSoon(trace, 'rest of the batch');
      loop.callSoon(loop.stop);
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'loop/exception-handler-keeps-context',
    title: 'the default handler is given the context that the failing handler had',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.defaultExceptionHandler = (context) => {
        trace('default', reportOf(context), reportOf(context.context as ExceptionContext));
      };
      loop.setExceptionHandler(() => {
        throw new TypeError('the handler failed');
      });
      loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'loop/call-exception-handler',
    title: 'callExceptionHandler hands the context itself to the handler, at once, also when the loop does not run',
    run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      const given: ExceptionContext = { message: 'spam', zeta: 1, alpha: [2] };
      const handler = (of: Loop, context: ExceptionContext): void => trace('handler', of === loop, context === given, reportOf(context));
      loop.setExceptionHandler(handler);
      loop.callExceptionHandler(given);
      trace('returned');
      loop.setExceptionHandler(null);
      loop.callExceptionHandler({ message: 'eggs', exception: new RangeError() });
    },
  },
];
