import type { Future } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import { runTurns } from './run-turns.ts';

/** A future with three callbacks of which those with these names are removed before it is done. */
async function removeOfThree({ newLoop, trace }: Stage, removed: readonly string[]): Promise<void> {
  const loop = newLoop();
  const future = loop.createFuture<string>();
  const callbacks = new Map(['first', 'second', 'third'].map((name) => [name, (done: Future<string>) => trace(name, done.result())]));
  for (const callback of callbacks.values()) future.addDoneCallback(callback);
  for (const name of removed) trace('removed', future.removeDoneCallback(callbacks.get(name) as () => void));
  future.setResult('result');
  await runTurns(loop, 2);
}

export const removingCallbacks: readonly Case[] = [
  {
    name: 'future/remove-first-callback',
    title: 'when the first callback is removed the others keep their order',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_callback'],
    run: (stage) => removeOfThree(stage, ['first']),
  },
  {
    name: 'future/remove-first-and-second-callback',
    title: 'when the first two callbacks are removed the third is called',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_and_second_callback'],
    run: (stage) => removeOfThree(stage, ['first', 'second']),
  },
  {
    name: 'future/remove-third-callback',
    title: 'when the last callback is removed the first two are called',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_third_callback'],
    run: (stage) => removeOfThree(stage, ['third']),
  },
  {
    name: 'future/remove-all-callbacks',
    title: 'when all callbacks are removed none is called, and others can be added',
    async run(stage) {
      await removeOfThree(stage, ['third', 'first', 'second']);
      stage.trace('ended');
    },
  },
  {
    name: 'future/remove-callback-counts',
    title: 'removing a callback removes all its registrations and tells how many there were',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_remove_done_callback'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      const once = (): void => trace('once');
      const often = (): void => trace('never');
      trace('none yet', future.removeDoneCallback(often));
      for (const callback of [often, once, often, often]) future.addDoneCallback(callback);
      trace('removed', future.removeDoneCallback(often), future.removeDoneCallback(often));
      trace(
        'unknown',
        future.removeDoneCallback(() => {}),
      );
      future.setResult(1);
      await runTurns(loop, 2);
      trace('after all', future.removeDoneCallback(once));
    },
  },
  {
    name: 'future/remove-callback-when-done',
    title: 'once the future is done callbacks are on their way and can no longer be removed',
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      const callback = (): void => trace('called');
      future.addDoneCallback(callback);
      future.setResult(1);
      trace('removed', future.removeDoneCallback(callback));
      future.addDoneCallback(callback);
      trace('removed', future.removeDoneCallback(callback));
      await runTurns(loop, 2);
    },
  },
  {
    name: 'future/callback-removes-callbacks',
    title: 'a callback that removes those after it does not keep them from being called',
    covers: ['test_futures.BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_1'],
    async run({ newLoop, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<number>();
      const last = (): void => trace('last');
      future.addDoneCallback(function first(done) {
        trace('first removes', done.removeDoneCallback(last), done.removeDoneCallback(first));
      });
      future.addDoneCallback(last);
      future.addDoneCallback(last);
      future.setResult(1);
      await runTurns(loop, 2);
    },
  },
  {
    name: 'future/remove-callback-of-a-task',
    title: 'removing a callback leaves the tasks that wait alone',
    async run({ newLoop, core, trace }) {
      const loop = newLoop();
      const future = loop.createFuture<string>();
      const callback = (): void => trace('never');
      future.addDoneCallback(callback);
      const task = loop.createTask(
        (function* () {
          return yield* future;
        })(),
      );
      await loop.runUntilComplete(
        (function* () {
          yield* core.sleep(0);
          trace('removed', future.removeDoneCallback(callback), task);
          future.setResult('result');
          trace('task', yield* task);
        })(),
      );
    },
  },
];
