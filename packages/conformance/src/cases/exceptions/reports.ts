import type { Handle, Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

function fail(): never {
  throw new RangeError('failed');
}

/** Everything that calls back and can fail there. */
function failEverywhere(loop: Loop): readonly Handle[] {
  const done = loop.createFuture<void>();
  done.setResult();
  done.addDoneCallback(fail);
  return [loop.callSoon(fail), loop.callSoonThreadsafe(fail), loop.callAt(loop.time() - 10, fail), loop.callLater(0, fail)];
}

async function runFor(loop: Loop, milliseconds: number): Promise<void> {
  loop.callLater(milliseconds, loop.stop);
  await loop.runForever();
}

/** Who reports what. */
export const reports: readonly Case[] = inBothRuns([
  {
    name: 'exceptions/reports-of-callbacks',
    title: 'callbacks of every kind are reported with message, exception and handle',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      let handles: readonly Handle[] = [];
      loop.setExceptionHandler((_loop, context) => {
        trace('handler', reportOf(context), handles.indexOf(context.handle as Handle), context.handle);
      });
      handles = failEverywhere(loop);
      await runFor(loop, 5);
      trace('ended', handles);
    },
  },
  {
    name: 'exceptions/reports-in-debug-mode',
    title: 'in debug mode callbacks of every kind are reported with the place where they were scheduled',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setDebug(true);
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context)));
      failEverywhere(loop);
      await runFor(loop, 5);
    },
  },
  {
    name: 'exceptions/report-at-once',
    title: 'an error is reported before the next callback of the batch is called',
    covers: ['test_base_events.BaseEventLoopTests.test_set_exc_handler_custom'],
    async run({ newLoop, trace, turns, errorOf }) {
      const loop = newLoop();
      const turn = turns(loop);
      loop.setExceptionHandler((of, context) => trace('handler', of === loop, errorOf(context.exception), turn()));
      const errors = [new RangeError(), new TypeError(), new SyntaxError()];
      for (const error of errors) {
        loop.callSoon(() => {
          trace('fails', turn());
          throw error;
        });
        loop.callSoon(() => trace('next', turn()));
      }
      loop.callSoon(() => loop.setExceptionHandler(null));
      loop.callSoon(fail);
      loop.callSoon(loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/own-class',
    title: 'the handler is given the very error that was thrown',
    async run({ newLoop, trace, message }) {
      const loop = newLoop();
      class OddError extends Error {
        override readonly name = 'OddError';
        readonly extra = 'extra';
      }
      const error = new OddError('odd');
      loop.setExceptionHandler((_loop, { exception }) => {
        trace('handler', exception === error, exception, message(exception), (exception as OddError).extra);
      });
      loop.callSoon(() => {
        throw error;
      });
      loop.callLater(5, () => {
        throw error;
      });
      await runFor(loop, 10);
    },
  },
  {
    name: 'exceptions/cancelled-error-in-callback',
    title: 'a CancelledError in a callback is reported like any other',
    async run({ newLoop, trace, reportOf, core }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context)));
      const cancelled = loop.createFuture();
      cancelled.cancel();
      loop.callSoon(() => cancelled.result());
      loop.callSoon(() => {
        throw new core.CancelledError();
      });
      await runFor(loop, 5);
    },
  },
  {
    name: 'exceptions/fails-after-cancelling-itself',
    title: 'a callback that cancels its own handle and fails is reported with the cancelled handle',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context), context.handle));
      const handle: Handle = loop.callSoon(() => {
        handle.cancel();
        fail();
      });
      await runFor(loop, 5);
    },
  },
  {
    name: 'exceptions/fails-after-stopping',
    title: 'a callback that stops the loop and fails does both',
    async run({ newLoop, trace, reportOf }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context), loop.isRunning()));
      loop.callSoon(() => {
        loop.stop();
        fail();
      });
      loop.callSoon(trace, 'rest of the batch');
      await loop.runForever();
      trace('ended');
    },
  },
  {
    name: 'exceptions/task-errors-are-not-reported',
    title: 'an error of a task goes to who waits for it, not to the handler; that of its done callback does',
    async run({ newLoop, trace, reportOf, attempt, core }) {
      const loop = newLoop();
      loop.setExceptionHandler((_loop, context) => trace('handler', reportOf(context)));
      function* fails() {
        yield* core.sleep(0);
        fail();
      }
      const task = loop.createTask(fails());
      task.addDoneCallback(() => {
        throw new TypeError('the done callback failed');
      });
      function* waits() {
        try {
          yield* task;
        } catch (error) {
          trace('caught', error);
        }
        yield* core.sleep(0);
      }
      await loop.runUntilComplete(waits());
      await attempt('run', () => loop.runUntilComplete(fails()));
    },
  },
  {
    name: 'exceptions/loops-apart',
    title: 'each loop has its own handler and default handler',
    async run({ newLoop, trace, reportOf }) {
      const [first, second, third] = [newLoop(), newLoop(), newLoop()];
      first.setExceptionHandler((of, context) => trace('first', of === first, reportOf(context)));
      second.defaultExceptionHandler = (context) => trace('second', reportOf(context));
      for (const loop of [first, second, third]) {
        loop.callSoon(fail);
        await runFor(loop, 5);
      }
      trace('handlers', first.getExceptionHandler() !== null, second.getExceptionHandler(), third.getExceptionHandler());
    },
  },
]);
