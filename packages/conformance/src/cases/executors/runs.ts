import type { Coroutine } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';
import { onLoops } from './open-pools.ts';

/** Work that tasks wait for; they are generators, so that a run may block. */
export const executorRuns: readonly Case[] = inBothRuns(
  onLoops([
    {
      name: 'executors/several-in-a-run',
      title: 'a task waits for work, one after the other and at the same time',
      body: async ({ newLoop, pool, work, trace }) => {
        const [loop, made] = [newLoop(), pool(2)];
        await loop.runUntilComplete(
          (function* (): Coroutine<void> {
            trace('one', yield* loop.runInExecutor(made, work('power'), 2, 1));
            const futures = [1, 2, 3, 4].map((exponent) => loop.runInExecutor(made, work('power'), 2, exponent));
            for (const future of futures) trace('several', yield* future);
            try {
              yield* loop.runInExecutor(made, work('fail'));
            } catch (error) {
              trace('error', error);
            }
          })(),
        );
      },
    },
    {
      name: 'executors/cancelled-in-a-run',
      title: 'a task that is cancelled cancels the work that it waits for, when that has not begun',
      body: async ({ newLoop, pool, work, gate, file, lines, trace }) => {
        const [loop, made, held, notes] = [newLoop(), pool(), gate(), file()];
        const running = loop.runInExecutor(made, work('passGate'), held.path, 'ran');
        await held.reached();
        const waiting = function* (): Coroutine<void> {
          yield* loop.runInExecutor(made, work('note'), notes, 'never');
        };
        await loop.runUntilComplete(
          (function* (): Coroutine<void> {
            const task = loop.createTask(waiting());
            loop.callLater(5, () => {
              trace('cancelled', task.cancel());
              held.open();
            });
            try {
              yield* task;
            } catch (error) {
              trace('task', error);
            }
            trace('work', yield* running);
          })(),
        );
        await made.shutdown();
        trace('noted', lines(notes));
      },
    },
  ]),
);
