import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';

function fail(): never {
  throw new RangeError('failed');
}

/** Which context variables a handler sees. */
export const handlerContexts: readonly Case[] = inBothRuns([
  {
    name: 'exceptions/handler-sees-variables',
    title: 'the handler sees the variables of the callback that failed, with what it set before it failed',
    covers: ['test_futures2.FutureTests.test_handle_exc_handler_correct_context'],
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      loop.setExceptionHandler(() => trace('handler', variable.get()));
      const future = loop.createFuture<void>();
      core.copyContext().run(() => {
        variable.set('at scheduling');
        loop.callSoon(fail);
        loop.callLater(5, fail);
        future.addDoneCallback(fail);
      });
      loop.callSoon(fail);
      loop.callSoon(() => {
        variable.set('set inside');
        fail();
      });
      loop.callLater(10, () => {
        variable.set('who finished the future');
        future.setResult();
        loop.callSoon(loop.stop);
      });
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-sees-given-context',
    title: 'the handler sees the variables of the context that the failing done callback was given',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      loop.setExceptionHandler(() => trace('handler', variable.get()));
      const context = core.copyContext();
      context.run(() => variable.set('given'));
      const future = loop.createFuture<void>();
      future.addDoneCallback(fail, { context });
      future.addDoneCallback(loop.stop);
      future.setResult();
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-sees-bound-context',
    title: 'the handler sees the variables of the context that the failing callback was bound to',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      loop.setExceptionHandler(() => trace('handler', variable.get()));
      const context = core.copyContext();
      context.run(() => variable.set('bound'));
      loop.callSoon(context.bind(fail));
      loop.callLater(5, context.bind(fail));
      loop.callLater(10, loop.stop);
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-sets-variables',
    title: 'what the handler sets stays in the context of the failed callback',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      const context = core.copyContext();
      const future = loop.createFuture<void>();
      loop.setExceptionHandler(() => {
        trace('handler', variable.get());
        variable.set('set by the handler');
        loop.callSoon(() => trace('scheduled by the handler', variable.get()));
      });
      future.addDoneCallback(fail, { context });
      future.setResult();
      loop.callSoon(fail);
      loop.callSoon(() => trace('another', variable.get()));
      loop.callSoon(() => void loop.callSoon(loop.stop));
      await loop.runForever();
      trace('ended', context.get(variable), variable.get());
    },
  },
  {
    name: 'exceptions/handler-of-task-context',
    title: 'a report about a task runs the handler in the context of the task; one about a future does not change it',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const variable = new core.ContextVar('variable', { default: 'default' });
      loop.setExceptionHandler((_loop, { message }) => trace(message, variable.get()));
      const [task, future] = core.copyContext().run(() => {
        variable.set('at creation');
        return [
          loop.createTask(
            (function* () {
              variable.set('task');
              yield* core.sleep(0);
            })(),
          ),
          loop.createFuture<void>(),
        ] as const;
      });
      loop.callExceptionHandler({ message: 'about a task that did not start', task });
      await loop.runUntilComplete(task);
      loop.callExceptionHandler({ message: 'about a task', task });
      loop.callExceptionHandler({ message: 'about a task as a future', future: task });
      loop.callExceptionHandler({ message: 'about a future', future });
      loop.callExceptionHandler({ message: 'about nothing' });
      loop.callSoon(() => {
        variable.set('callback');
        loop.callExceptionHandler({ message: 'about a task, inside', task });
        loop.callExceptionHandler({ message: 'about a future, inside', future });
        loop.callExceptionHandler({ message: 'about nothing, inside' });
        loop.stop();
      });
      await loop.runForever();
    },
  },
  {
    name: 'exceptions/handler-is-in-no-task',
    title: 'the handler for a callback that a task scheduled runs on the loop and in no task',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      loop.setExceptionHandler(() => trace('handler', core.currentTask(), core.getRunningLoop() === loop));
      await loop.runUntilComplete(
        (function* () {
          loop.callSoon(fail);
          yield* core.sleep(0);
          trace('task', core.currentTask());
        })(),
      );
    },
  },
]);
