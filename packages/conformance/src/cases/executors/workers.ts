import type { Case } from '../../case.ts';
import { inBothPools, inProcesses, inThreads, type Pool, type PoolStage } from './open-pools.ts';

const THREADS = 'test_concurrent_futures.test_thread_pool.ThreadPoolExecutorTest';
const PROCESSES = 'test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest';
const INITIALIZERS = 'test_concurrent_futures.test_init';
const SHUTDOWN = 'test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest';

/** Trace what so many workers are called. */
async function names({ work, gate, trace }: PoolStage, pool: Pool, count: number, shown: (name: unknown) => unknown): Promise<void> {
  const held = gate();
  const futures = Array.from({ length: count }, () => pool.submit(work('passGateAndTellName'), held.path));
  await held.reached(count);
  held.open();
  const given: unknown[] = [];
  for (const future of futures) given.push(shown(await future));
  trace('names', given.sort());
}

export const poolWorkers: readonly Case[] = [
  ...inBothPools([
    {
      name: 'executors/saturation',
      title: 'there are never more workers than the pool may have',
      covers: [`${THREADS}.test_saturation`, `${PROCESSES}.test_saturation`],
      body: async ({ pool, work, gate, workers, trace }) => {
        const [made, held] = [pool(2), gate()];
        const futures = Array.from({ length: 30 }, (_, i) => made.submit(work('passGate'), held.path, i));
        await held.reached(2);
        trace('workers', workers(made), 'began', held.count());
        held.open();
        let sum = 0;
        for (const future of futures) sum += Number(await future);
        trace('sum', sum, 'began', held.count());
      },
    },
    {
      name: 'executors/idle-reuse',
      title: 'an idle worker is used again before another is made',
      covers: [`${THREADS}.test_idle_thread_reuse`, `${PROCESSES}.test_idle_process_reuse_one`],
      body: async ({ pool, work, workers, outcome, trace }) => {
        const made = pool(4);
        trace('at first', workers(made));
        for (const exponent of [1, 2, 3]) await outcome('result', () => made.submit(work('power'), 2, exponent));
        trace('workers', workers(made));
      },
    },
    {
      name: 'executors/on-demand',
      title: 'workers are made as work comes',
      body: async ({ pool, work, workers, gate, trace }) => {
        const [made, held] = [pool(5), gate()];
        const futures = [1, 2, 3].map((value) => made.submit(work('passGate'), held.path, value));
        await held.reached(3);
        trace('workers', workers(made));
        held.open();
        for (const future of futures) trace('result', await future);
      },
    },
    {
      name: 'executors/initializer',
      title: 'the initializer was called in each worker before its work',
      covers: [`${INITIALIZERS}.InitializerMixin.test_initializer`],
      body: async ({ pool, work, gate, trace }) => {
        const [made, held] = [pool(2, { initializer: work('initialize'), initargs: ['initialized'] }), gate()];
        const futures = [1, 2].map(() => made.submit(work('initialized'), held.path));
        await held.reached(2);
        held.open();
        for (const future of futures) trace('result', await future);
      },
    },
    {
      name: 'executors/failing-initializer',
      title: 'when an initializer fails, what waits and what is submitted later fails',
      covers: [`${INITIALIZERS}.FailingInitializerMixin.test_initializer`],
      body: async ({ pool, work, gate, outcome }) => {
        const held = gate();
        const made = pool(1, { initializer: work('failBehind'), initargs: [held.path] });
        const futures = [1, 2].map(() => made.submit(work('nothing')));
        held.open();
        for (const future of futures) await outcome('waiting', () => future);
        await outcome('later', () => made.submit(work('nothing')));
      },
    },
  ]),
  ...inThreads([
    {
      name: 'executors/failing-initializer-told',
      title: 'the error of an initializer is told, not only to who submitted work',
      covers: [`${INITIALIZERS}.FailingInitializerMixin.test_initializer`],
      body: async ({ pool, work, outcome, warned, trace }) => {
        const told = await warned(1, () => outcome('work', () => pool(1, { initializer: work('fail') }).submit(work('nothing'))));
        trace(
          'told',
          told.map((text) => text.includes('RangeError: failed')),
        );
      },
    },
    {
      name: 'executors/default-workers',
      title: 'a pool of threads has four more than there are processors, unless it is told',
      covers: [`${THREADS}.test_default_workers`],
      body: async ({ pools, own, work, gate, workers, trace }) => {
        const [made, held] = [own(new pools.ThreadPoolExecutor()), gate()];
        const expected = Math.min(32, pools.processors + 4);
        const futures = Array.from({ length: 2 * expected }, () => made.submit(work('passGate'), held.path));
        await held.reached(expected);
        trace('as expected', workers(made) === expected, held.count() === expected);
        held.open();
        for (const future of futures) await future;
      },
    },
    {
      name: 'executors/thread-names',
      title: 'threads are called by the prefix and their number',
      covers: [`${SHUTDOWN}.test_thread_names_assigned`],
      body: async (net) => names(net, net.pool(3, { threadNamePrefix: 'SpecialPool' }), 3, (name) => name),
    },
    {
      name: 'executors/thread-names-by-default',
      title: 'without a prefix they are called by the pool, whose name is its own',
      covers: [`${SHUTDOWN}.test_thread_names_default`],
      body: async (net) => {
        const seen = new Set<string>();
        const shown = (name: unknown): unknown => {
          seen.add(String(name).replace(/_\d+$/, ''));
          return String(name).replace(/-\d+_/, '-K_');
        };
        for (const count of [2, 2]) await names(net, net.pool(count), count, shown);
        net.trace('pools', seen.size);
      },
    },
  ]),
  ...inProcesses([
    {
      name: 'executors/several-reused',
      title: 'a few bursts of work need no more processes than there was work at a time',
      covers: [`${PROCESSES}.test_idle_process_reuse_multiple`],
      body: async ({ pool, work, workers, trace }) => {
        const made = pool(5);
        const power = work('power');
        await made.submit(power, 12, 1);
        for (const exponent of [2, 3, 4]) {
          const beside = made.submit(power, 33, exponent);
          await made.submit(power, 25, exponent);
          await beside;
        }
        trace('at most three', workers(made) <= 3);
      },
    },
    {
      name: 'executors/max-tasks',
      title: 'a worker that did its number of tasks is replaced',
      covers: [`${PROCESSES}.test_max_tasks_per_child`],
      body: async ({ pool, work, workers, trace }) => {
        const made = pool(1, { maxTasksPerChild: 3 });
        const ids: unknown[] = [];
        for (let i = 0; i < 4; i++) ids.push(await made.submit(work('processId')));
        trace(
          'the first again',
          ids.map((id) => id === ids[0]),
        );
        trace('workers', workers(made));
      },
    },
    {
      name: 'executors/max-tasks-and-end',
      title: 'everything is done when a pool is shut down whose workers are replaced',
      covers: [`${PROCESSES}.test_max_tasks_early_shutdown`],
      body: async ({ pool, work, trace }) => {
        const made = pool(2, { maxTasksPerChild: 1 });
        const futures = [0, 1, 2, 3, 4].map((base) => made.submit(work('power'), base, 2));
        await made.shutdown();
        for (const future of futures) trace('result', await future);
      },
    },
    {
      name: 'executors/max-tasks-refused',
      title: 'a worker does one task at least',
      body: async ({ pool, attempt }) => {
        for (const count of [0, -1]) attempt('number', () => void pool(1, { maxTasksPerChild: count }));
        attempt('text', () => void pool(1, { maxTasksPerChild: '3' }));
      },
    },
  ]),
];
