import type { Case } from '../../case.ts';
import { inProcesses, type PoolStage } from './open-pools.ts';

const DEADLOCKS = 'test_concurrent_futures.test_deadlock.ExecutorDeadlockTest';

/** Trace what comes of work that ends its worker, and of the work after it. */
async function broken(net: PoolStage, name: string, ...args: readonly unknown[]): Promise<void> {
  const { pool, work, outcome, attempt } = net;
  const made = pool(2);
  await outcome('work', () => made.submit(work(name), ...args));
  await outcome('then', () => made.submit(work('nothing')));
  await attempt('shut down', async () => made.shutdown());
}

/** Worker processes that die, and other work that fails. */
export const brokenPools: readonly Case[] = inProcesses([
  {
    name: 'executors/killed',
    title: 'when a worker is killed, all work that is not done fails, and so does what is submitted later',
    covers: ['test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_killed_child'],
    body: async ({ pool, pools, work, gate, outcome }) => {
      const [made, held] = [pool(), gate()];
      const id = Number(await made.submit(work('processId')));
      const futures = [1, 2, 3].map((value) => made.submit(work('passGate'), held.path, value));
      await held.reached();
      pools.kill(id, 'SIGTERM');
      for (const future of futures) await outcome('work', () => future);
      await outcome('then', () => made.submit(work('power'), 2, 8));
    },
  },
  {
    name: 'executors/crash',
    title: 'work that kills its worker fails',
    covers: [`${DEADLOCKS}.test_crash_during_func_exec_on_worker`],
    body: (net) => broken(net, 'die'),
  },
  {
    name: 'executors/crash-of-many',
    title: 'the work of other workers fails too when one dies',
    body: async ({ pool, work, gate, outcome }) => {
      const [made, held, start] = [pool(2), gate(), gate()];
      const other = made.submit(work('passGate'), held.path);
      const dying = made.submit(work('passGateAndDie'), start.path);
      await held.reached();
      await start.reached();
      const waiting = made.submit(work('nothing'));
      start.open();
      for (const [name, future] of Object.entries({ dying, other, waiting })) await outcome(name, () => future);
    },
  },
  {
    name: 'executors/exit',
    title: 'work that ends its program',
    covers: [`${DEADLOCKS}.test_exit_during_func_exec_on_worker`],
    body: (net) => broken(net, 'leave'),
  },
  {
    name: 'executors/work-fails',
    title: 'work that fails breaks nothing',
    covers: [`${DEADLOCKS}.test_error_during_func_exec_on_worker`],
    body: (net) => broken(net, 'fail'),
  },
  {
    name: 'executors/crash-while-copied',
    title: 'a result that kills its worker while it is copied',
    covers: [`${DEADLOCKS}.test_crash_during_result_pickle_on_worker`],
    body: (net) => broken(net, 'dieWhileCopied'),
  },
  {
    name: 'executors/error-while-copied',
    title: 'a result that cannot be copied',
    covers: [`${DEADLOCKS}.test_error_during_result_pickle_on_worker`],
    body: (net) => broken(net, 'notToBeCopied'),
  },
  {
    name: 'executors/argument-error',
    title: 'an argument that cannot be copied',
    covers: [`${DEADLOCKS}.test_error_at_task_pickle`],
    body: (net) => broken(net, 'echo', { value: () => {} }),
  },
  {
    name: 'executors/crash-after-shutdown',
    title: 'a worker that dies while the pool is shut down does not hang it',
    covers: [`${DEADLOCKS}.test_shutdown_deadlock`],
    body: async ({ pool, work, gate, outcome, trace }) => {
      const [made, start] = [pool(2), gate()];
      const future = made.submit(work('passGateAndDie'), start.path);
      await start.reached();
      await made.shutdown({ wait: false });
      start.open();
      await made.shutdown();
      trace('shut down');
      await outcome('work', () => future);
    },
  },
  {
    name: 'executors/argument-error-and-shutdown',
    title: 'an argument that cannot be copied does not hang a shutdown that does not wait',
    covers: [`${DEADLOCKS}.test_shutdown_deadlock_pickle`],
    body: async ({ pool, work, outcome }) => {
      const made = pool(2);
      await outcome('before', () => made.submit(work('power'), 2, 8));
      const future = made.submit(work('echo'), { value: () => {} });
      await made.shutdown({ wait: false });
      await outcome('work', () => future);
      await made.shutdown();
    },
  },
  {
    name: 'executors/crash-with-large-arguments',
    title: 'workers that die with large arguments do not hang the pool',
    covers: [`${DEADLOCKS}.test_crash_big_data`],
    body: async ({ pool, work, take }) => {
      const data = 'a'.repeat(4 * 2 ** 20 + 1);
      await take('result', pool(2).map(work('die'), [Array.from({ length: 5 }, () => data)]));
    },
  },
]);
