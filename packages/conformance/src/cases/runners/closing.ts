import type { Case } from '../../case.ts';
import { type RunnerLoop, withRunners } from './open-runners.ts';

const needs = ['runners'];

/** What is left when a runner ends. */
export const runnerEnds: readonly Case[] = [
  {
    name: 'runners/closed',
    title: 'close closes the loop; again it does nothing, and nothing can be run any more',
    needs,
    run: withRunners(async ({ runner, attempt, trace }) => {
      const one = runner();
      const loop = one.getLoop();
      await attempt('run', () => one.run(async () => 'result'));
      for (let i = 0; i < 2; i++) {
        await one.close();
        trace('closed', loop.isClosed());
      }
      attempt('get loop', () => one.getLoop());
      await attempt('run', () => one.run(async () => trace('never')));
    }),
  },
  {
    name: 'runners/closed-unused',
    title: 'a runner that is closed before it was used makes no loop',
    needs,
    run: withRunners(async ({ runner, newLoop, attempt, trace }) => {
      let made = 0;
      const one = runner({
        loopFactory: () => {
          made++;
          return newLoop();
        },
      });
      await one.close();
      trace('made', made);
      await attempt('run', () => one.run(async () => 'result'));
    }),
  },
  {
    name: 'runners/disposed',
    title: 'leaving the block of a runner closes it',
    needs,
    run: withRunners(async ({ runner, attempt, trace }) => {
      const one = runner();
      const loop = one.getLoop();
      await one[Symbol.asyncDispose]();
      trace('closed', loop.isClosed());
      attempt('get loop', () => one.getLoop());
    }),
  },
  {
    name: 'runners/leftover-tasks',
    title: 'tasks that are left are cancelled by close, and their clean-up is waited for',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const one = runner();
      const [begun, ended] = [new Set<string>(), new Set<string>()];
      async function leftover(name: string): Promise<void> {
        begun.add(name);
        try {
          await core.sleep(60_000);
        } finally {
          await core.sleep(1);
          ended.add(name);
        }
      }
      const { tasks } = await one.run(async (loop) => {
        const started = { tasks: ['a', 'b', 'c'].map((name) => loop.createTask(() => leftover(name))) };
        await core.sleep(1);
        return started;
      });
      trace('between', begun, ended, tasks);
      await one.close();
      trace('closed', ended, tasks);
    }),
  },
  {
    name: 'runners/leftover-errors',
    title: 'what tasks that are left fail with while they end is reported; a swallowed cancellation is not',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const one = runner();
      async function failing(): Promise<void> {
        try {
          await core.sleep(60_000);
        } catch {
          throw new RangeError('on purpose');
        }
      }
      async function swallowing(): Promise<string> {
        try {
          await core.sleep(60_000);
        } catch {
          trace('swallowed');
        }
        return 'result';
      }
      const { tasks } = await one.run(async (loop) => {
        const started = { tasks: [loop.createTask(failing), loop.createTask(swallowing)] };
        await core.sleep(1);
        return started;
      });
      await one.close();
      trace('closed', tasks);
    }),
  },
  {
    name: 'runners/started-while-closing',
    title: 'a task that begins while others are cancelled is not cancelled, nor waited for',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const one = runner();
      const late: unknown[] = [];
      async function leftover(loop: RunnerLoop): Promise<void> {
        try {
          await core.sleep(60_000);
        } finally {
          late.push(loop.createTask(() => core.sleep(60_000)));
        }
      }
      await one.run(async (loop) => {
        loop.createTask(() => leftover(loop));
        await core.sleep(1);
      });
      await one.close();
      trace('late', late);
    }),
  },
  {
    name: 'runners/open-asyncgens',
    title: 'asynchronous generators that are open are closed after the tasks that are left',
    needs,
    run: withRunners(async ({ runner, core, trace }) => {
      const one = runner();
      async function* numbers(): AsyncGenerator<number, void, undefined> {
        try {
          yield 1;
          trace('never');
        } finally {
          await core.sleep(1);
          trace('generator closed');
        }
      }
      async function leftover(): Promise<void> {
        try {
          await core.sleep(60_000);
        } finally {
          await core.sleep(5);
          trace('task ended');
        }
      }
      // They are kept: what nobody refers to may be collected.
      const kept = await one.run(async (loop) => {
        const generator = loop.trackAsyncgen(numbers());
        trace('number', (await generator.next()).value);
        const started = { generator, task: loop.createTask(leftover) };
        await core.sleep(1);
        return started;
      });
      await one.close();
      trace('closed', (await kept.generator.next()).done);
    }),
  },
  {
    name: 'runners/order-of-the-end',
    title: 'generators are shut down first, then the default executor, for which five minutes are left, then the loop is closed',
    needs,
    run: withRunners(async ({ runner, trace }) => {
      const one = runner();
      const loop = one.getLoop();
      const { shutdownAsyncgens, shutdownDefaultExecutor, close } = loop;
      loop.shutdownAsyncgens = () => {
        trace('generators');
        return shutdownAsyncgens();
      };
      loop.shutdownDefaultExecutor = (timeout) => {
        trace('executor', timeout === 5 * 60_000);
        return shutdownDefaultExecutor(timeout);
      };
      loop.close = () => {
        trace('loop', loop.isRunning());
        close();
      };
      await one.close();
      loop.close = close;
      trace('closed', loop.isClosed());
    }),
  },
  {
    name: 'runners/end-fails',
    title: 'the error of a shutdown passes, and the loop is closed nevertheless',
    needs,
    run: withRunners(async ({ runner, attempt, trace }) => {
      const one = runner();
      const loop = one.getLoop();
      loop.shutdownAsyncgens = async () => {
        throw new RangeError('on purpose');
      };
      await attempt('first', () => one.close());
      trace('closed', loop.isClosed());
      await attempt('second', () => one.close());
      attempt('get loop', () => one.getLoop());
    }),
  },
  {
    name: 'runners/loop-closed-before',
    title: 'close fails when the loop was closed by somebody else',
    needs,
    run: withRunners(async ({ runner, attempt }) => {
      const one = runner();
      one.getLoop().close();
      await attempt('first', () => one.close());
      await attempt('second', () => one.close());
    }),
  },
  {
    name: 'runners/run',
    title: 'run gives or throws what main does, after what is left was cancelled and the loop was closed',
    needs,
    run: withRunners(async ({ run, newLoop, core, attempt, trace }) => {
      for (const fails of [false, true]) {
        const loop = newLoop();
        async function leftover(): Promise<void> {
          try {
            await core.sleep(60_000);
          } finally {
            await core.sleep(1);
            trace('leftover ended');
          }
        }
        const main = async (): Promise<string> => {
          loop.createTask(leftover);
          await core.sleep(1);
          if (fails) throw new RangeError('on purpose');
          return 'result';
        };
        await attempt('run', () => run(main, { loopFactory: () => loop, debug: true }));
        trace('closed', loop.isClosed(), loop.getDebug());
      }
    }),
  },
];
