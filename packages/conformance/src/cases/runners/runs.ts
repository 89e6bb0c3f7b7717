import type { Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type RunnerLoop, withRunners } from './open-runners.ts';

const needs = ['runners'];

/** What a run gives, and where it runs. */
export const runs: readonly Case[] = [
  {
    name: 'runners/result',
    title: 'a run gives what main returned, and fails with the very error that it threw',
    needs,
    run: withRunners(async ({ runner, core, trace, attempt }) => {
      const [one, error] = [runner(), new RangeError('on purpose')];
      await attempt('result', () => one.run(async () => 'result'));
      await attempt('after a wait', () => one.run(() => core.sleep(1, 'late')));
      try {
        await one.run(async () => {
          throw error;
        });
      } catch (caught) {
        trace('error', caught, caught === error);
      }
      await attempt('cancelled', () =>
        one.run(async () => {
          throw new core.CancelledError();
        }),
      );
      await attempt('still', () => one.run(async () => 'good'));
    }),
  },
  {
    name: 'runners/loop',
    title: 'the loop is made when it is first needed, once, and runs in runs alone',
    needs,
    run: withRunners(async ({ runner, newLoop, core, trace }) => {
      for (const first of ['run', 'get loop']) {
        const made: Loop[] = [];
        const one = runner({
          loopFactory: () => {
            const loop = newLoop();
            made.push(loop);
            return loop;
          },
        });
        trace(first, made.length);
        if (first === 'get loop') one.getLoop();
        for (let i = 0; i < 2; i++) await one.run(async () => trace('inside', core.getRunningLoop() === made[0], made[0]?.isRunning()));
        trace('outside', made.length, one.getLoop() === made[0], made[0]?.isRunning(), made[0]?.isClosed());
      }
    }),
  },
  {
    name: 'runners/debug',
    title: 'debug mode is what the runner says, and otherwise what the factory made',
    needs,
    run: withRunners(async ({ Runner, own, newLoop, trace }) => {
      for (const made of [true, false]) {
        const loopFactory = (): RunnerLoop => {
          const loop = newLoop();
          loop.setDebug(made);
          return loop;
        };
        for (const options of [{}, { debug: true }, { debug: false }]) {
          const runner = own(new Runner({ loopFactory, ...options }));
          trace('debug', await runner.run(async () => runner.getLoop().getDebug()));
        }
      }
    }),
  },
  {
    name: 'runners/runs-one-after-another',
    title: 'what one run left goes on in the next',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const one = runner();
      const gate = one.getLoop().createFuture<string>();
      async function leftover(): Promise<string> {
        trace('begins');
        return await gate;
      }
      const { task } = await one.run(async (loop) => {
        const started = { task: loop.createTask(leftover) };
        await core.sleep(1);
        return started;
      });
      trace('between', task);
      gate.setResult('done');
      trace('next', await one.run(async () => await task));
    }),
  },
  {
    name: 'runners/context-kept',
    title:
      'variables that one run sets are seen by the next, and not outside of the runner; it begins with those of where its loop was made',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const variable = new core.ContextVar('variable', { default: 'default' });
      const context = core.copyContext();
      const one = runner();
      context.run(() => {
        variable.set('where the loop was made');
        one.getLoop();
        variable.set('later');
      });
      const setting = async (value: string): Promise<string> => {
        const before = variable.get();
        await core.sleep(1);
        variable.set(value);
        return before;
      };
      for (const value of ['first', 'second']) trace('before', await one.run(() => setting(value)));
      trace('last', await one.run(async () => variable.get()));
      trace('outside', variable.get());
    }),
  },
  {
    name: 'runners/context-given',
    title: 'a run in a given context sees and changes that one, and leaves the own one of the runner alone',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const variable = new core.ContextVar('variable', { default: 'default' });
      const [one, context] = [runner(), core.copyContext()];
      context.run(() => variable.set('given'));
      await one.run(async () => variable.set('own'));
      const main = async (): Promise<string> => {
        const before = variable.get();
        await core.sleep(1);
        variable.set('changed');
        return before;
      };
      trace('inside', await one.run(main, { context }));
      trace('context', context.get(variable));
      trace('own', await one.run(async () => variable.get()));
    }),
  },
  {
    name: 'runners/task-factory',
    title: 'main is a task that the factory of the loop makes',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const one = runner();
      const made: unknown[] = [];
      one.getLoop().setTaskFactory((loop, coroutine, options) => {
        const task = core.eagerTaskFactory(loop, coroutine, { ...options, eagerStart: false });
        made.push(task);
        return task;
      });
      trace('result', await one.run(async () => made.length === 1 && core.currentTask() === made[0]));
    }),
  },
  {
    name: 'runners/stopped',
    title: 'a run whose loop is stopped fails, and main is among what is left',
    needs,
    run: withRunners(async ({ runner, core, trace, attempt }) => {
      const one = runner();
      await attempt('run', () =>
        one.run(async (loop) => {
          loop.stop();
          try {
            await core.sleep(60_000);
          } finally {
            trace('main ends');
          }
        }),
      );
      trace('next', await one.run(async () => 'good'));
      await one.close();
      trace('closed');
    }),
  },
  {
    name: 'runners/nested',
    title: 'inside of a loop nothing can be run, neither by another runner nor by the same, and the run that is there goes on',
    needs,
    run: withRunners(async ({ runner, run, newLoop, core, attempt, trace }) => {
      const [one, other] = [runner(), runner()];
      const inner = async (): Promise<void> => trace('never');
      const result = await one.run(async () => {
        await attempt('another', () => other.run(inner));
        await attempt('the same', () => one.run(inner));
        await attempt('run', () => run(inner, { loopFactory: newLoop }));
        return await core.sleep(1, 'result');
      });
      trace('result', result);
      await attempt('another', () => other.run(async () => 'good'));
    }),
  },
  {
    name: 'runners/factory-fails',
    title: 'the error of a loop factory passes, and the factory is asked again',
    needs,
    run: withRunners(async ({ runner, newLoop, attempt, trace }) => {
      let calls = 0;
      const one = runner({
        loopFactory: () => {
          if (++calls < 3) throw new RangeError('on purpose');
          return newLoop();
        },
      });
      await attempt('run', () => one.run(async () => trace('never')));
      attempt('get loop', () => one.getLoop());
      await attempt('run', () => one.run(async () => 'result'));
      trace('calls', calls);
    }),
  },
];
