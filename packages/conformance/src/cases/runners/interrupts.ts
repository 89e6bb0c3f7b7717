import type { SignalApi } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type Main, type RunnerStage, withRunners } from './open-runners.ts';

const needs = ['runners', 'interrupts'];

/** Main that waits, while SIGINT comes. */
function waiting<T>({ core, interrupts, trace }: RunnerStage, then: (error: unknown) => T | Promise<T>): Main<T | string> {
  return async (loop) => {
    loop.callLater(20, interrupts.send);
    try {
      return await core.sleep(3000, 'not interrupted');
    } catch (error) {
      trace('main', error);
      return await then(error);
    }
  };
}

const rethrow = (error: unknown): never => {
  throw error;
};

/** SIGINT while main runs. */
export const interrupts: readonly Case[] = [
  {
    name: 'runners/interrupt',
    title: 'SIGINT cancels main, and the run fails with KeyboardInterrupt; the runner goes on, and SIGINT is as before',
    needs,
    run: withRunners(async (at) => {
      const [one, before] = [at.runner(), at.interrupts.listeners()];
      for (let i = 0; i < 2; i++) {
        await at.attempt('run', () => one.run(waiting(at, rethrow)));
        at.trace('as before', at.interrupts.listeners() === before);
      }
      await at.attempt('next', () => one.run(async () => 'result'));
    }),
  },
  {
    name: 'runners/interrupt-in-turns',
    title: 'SIGINT reaches main also when it gives way all the time',
    needs,
    run: withRunners(async (at) => {
      await at.attempt('run', () =>
        at.runner().run(async (loop) => {
          loop.callLater(20, at.interrupts.send);
          const end = loop.time() + 3000;
          while (loop.time() < end) await at.core.sleep(0);
          return 'not interrupted';
        }),
      );
    }),
  },
  {
    name: 'runners/interrupt-caught',
    title: 'main can catch the cancellation and return: then the run gives that',
    needs,
    run: withRunners(async (at) => {
      const one = at.runner();
      await at.attempt('at once', () => one.run(waiting(at, () => 'caught')));
      await at.attempt('after a wait', () => one.run(waiting(at, () => at.core.sleep(1, 'caught'))));
    }),
  },
  {
    name: 'runners/interrupt-and-error',
    title: 'an error that main fails with instead is that of the run',
    needs,
    run: withRunners(async (at) => {
      const fail = (): never => {
        throw new RangeError('on purpose');
      };
      await at.attempt('run', () => at.runner().run(waiting(at, fail)));
    }),
  },
  {
    name: 'runners/interrupt-taken-back',
    title: 'a cancellation that comes of main itself after SIGINT ends as KeyboardInterrupt too',
    needs,
    run: withRunners(async (at) => {
      const takeBack = (error: unknown): never => {
        const task = at.core.currentTask();
        at.trace('left', task?.cancelling(), task?.uncancel());
        throw error;
      };
      await at.attempt('run', () => at.runner().run(waiting(at, takeBack)));
    }),
  },
  {
    name: 'runners/interrupt-of-a-cancelled-main',
    title: 'when main was cancelled by somebody else too, the run fails with CancelledError',
    needs,
    run: withRunners(async (at) => {
      await at.attempt('run', () =>
        at.runner().run(async (loop) => {
          const task = at.core.currentTask();
          loop.callLater(5, () => task?.cancel());
          try {
            await at.core.sleep(3000);
          } catch (error) {
            at.trace('main', error);
          }
          loop.callLater(5, at.interrupts.send);
          return await at.core.sleep(3000, 'not interrupted');
        }),
      );
    }),
  },
  {
    name: 'runners/interrupt-leaves-other-tasks',
    title: 'SIGINT cancels main alone: other tasks go on until the runner is closed',
    needs,
    run: withRunners(async (at) => {
      const one = at.runner();
      const states: unknown[] = [];
      async function leftover(): Promise<void> {
        try {
          await at.core.sleep(60_000);
        } finally {
          at.trace('leftover ends');
        }
      }
      await at.attempt('run', () =>
        one.run(async (loop) => {
          states.push(loop.createTask(leftover));
          return await waiting(at, rethrow)(loop);
        }),
      );
      at.trace('between', states);
      await one.close();
      at.trace('closed', states);
    }),
  },
  {
    name: 'runners/interrupted-run',
    title: 'run cleans up before it fails with KeyboardInterrupt',
    needs,
    run: withRunners(async (at) => {
      const loop = at.newLoop();
      async function leftover(): Promise<void> {
        try {
          await at.core.sleep(60_000);
        } finally {
          await at.core.sleep(1);
          at.trace('leftover ends');
        }
      }
      const main: Main<unknown> = async () => {
        loop.createTask(leftover);
        return await waiting(at, rethrow)(loop);
      };
      await at.attempt('run', () => at.run(main, { loopFactory: () => loop }));
      at.trace('closed', loop.isClosed());
    }),
  },
  {
    name: 'runners/interrupt-handled-otherwise',
    title: 'where somebody else handles SIGINT, main is left alone, and so is the handler',
    needs,
    run: withRunners(async (at) => {
      const one = at.runner();
      let handled = one.getLoop().createFuture<void>();
      const end = at.interrupts.handle(() => {
        at.trace('handler');
        one.getLoop().callSoonThreadsafe(() => handled.setResult());
      });
      const before = at.interrupts.listeners();
      const main: Main<string> = async (loop) => {
        handled = loop.createFuture();
        loop.callLater(10, at.interrupts.send);
        await handled;
        return 'not interrupted';
      };
      for (let i = 0; i < 2; i++) await at.attempt('run', () => one.run(main));
      at.trace('as before', at.interrupts.listeners() === before);
      end();
    }),
  },
  {
    name: 'runners/interrupt-handled-by-the-loop',
    title: 'a signal handler that main adds for SIGINT is called instead',
    needs: [...needs, 'signals'],
    run: withRunners(async (at) => {
      await at.attempt('run', () =>
        at.runner().run(async (loop) => {
          const handled = loop.createFuture<string>();
          (loop as typeof loop & SignalApi).addSignalHandler('SIGINT', () => handled.setResult('not interrupted'));
          loop.callLater(10, at.interrupts.send);
          return await handled;
        }),
      );
    }),
  },
];
