import type { Case } from '../../case.ts';
import { inBothPools, inProcesses, inThreads, type PoolStage } from './open-pools.ts';

const EXECUTOR = 'test_concurrent_futures.executor.ExecutorTest';
const THREADS = 'test_concurrent_futures.test_thread_pool.ThreadPoolExecutorTest';
const PROCESSES = 'test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest';

const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);

/** Have what was submitted before done: workers take work in order. */
async function behindAll({ work }: PoolStage, pool: ReturnType<PoolStage['pool']>): Promise<void> {
  await pool.submit(work('nothing'));
}

export const mappedWork: readonly Case[] = [
  ...inBothPools([
    {
      name: 'executors/map',
      title: 'map gives the results in the order of the arguments, however many cross at a time',
      covers: [`${EXECUTOR}.test_map`],
      body: async ({ pool, work, take }) => {
        const made = pool(2);
        await take('one by one', made.map(work('power'), [range(6), range(6)]));
        await take('by threes', made.map(work('power'), [range(10), range(10)], { chunksize: 3 }));
        await take('shortest', made.map(work('power'), [range(9), range(2)]));
        await take('none', made.map(work('power'), [[], range(2)]));
      },
    },
    {
      name: 'executors/map-error',
      title: 'the results before an error are given, then the error',
      covers: [`${EXECUTOR}.test_map_exception`],
      body: async ({ pool, work, take }) => {
        const divisors = [2, 3, 0, 5];
        await take('result', pool(2).map(work('divide'), [[10, 10, 10, 10], divisors]));
      },
    },
    {
      name: 'executors/map-in-order',
      title: 'a result waits for those before it',
      body: async ({ pool, work, gate, trace }) => {
        const [made, first, second] = [pool(2), gate(), gate()];
        const paths = [first.path, second.path];
        const results = made.map(work('passGate'), [paths, ['first', 'second']])[Symbol.asyncIterator]();
        await first.reached();
        await second.reached();
        second.open();
        const next = results.next();
        first.open();
        trace('given', (await next).value, (await results.next()).value, (await results.next()).done);
      },
    },
    {
      name: 'executors/map-timeout',
      title: 'the time limit of map ends it with a TimeoutError, and the results before are given',
      covers: [`${EXECUTOR}.test_map_timeout`],
      body: async (net) => {
        const [made, open, closed] = [net.pool(), net.gate(), net.gate()];
        open.open();
        await behindAll(net, made);
        const results = made.map(net.work('passGate'), [[open.path, open.path, closed.path], range(3)], { timeout: 100 });
        await closed.reached();
        await net.take('result', results);
        closed.open();
      },
    },
    {
      name: 'executors/map-submits-at-once',
      title: 'map submits all before its results are asked for',
      covers: [`${THREADS}.test_map_submits_without_iteration`],
      body: async ({ pool, work, file, lines, trace }) => {
        const [made, notes] = [pool(), file()];
        made.map(work('note'), [range(10).map(() => notes), range(10).map(String)]);
        await made.shutdown();
        trace('noted', lines(notes));
      },
    },
    {
      name: 'executors/map-shut-down',
      title: 'what map submitted is done before shutdown returns',
      covers: [`${EXECUTOR}.test_shutdown_race_issue12456`],
      body: async ({ pool, work, take, trace }) => {
        const made = pool(2);
        const results = made.map(work('echo'), [[2, 2, 2]]);
        await made.shutdown();
        trace('shut down');
        await take('result', results);
      },
    },
  ]),
  ...inThreads([
    {
      name: 'executors/map-late-cancels',
      title: 'the end of the time limit cancels the work that is late and all behind it',
      covers: [`${THREADS}.test_executor_map_current_future_cancel`],
      body: async ({ pool, work, gate, file, lines, take, trace }) => {
        const [made, busy, notes] = [pool(), gate(), file()];
        const first = made.submit(work('passGateAndNote'), busy.path, notes, 'first');
        await busy.reached();
        const texts = ['second', 'third'];
        const results = made.map(work('passGateAndNote'), [texts.map(() => busy.path), texts.map(() => notes), texts], { timeout: 0 });
        await take('result', results);
        busy.open();
        await first;
        await made.shutdown();
        trace('noted', lines(notes));
      },
    },
    {
      name: 'executors/map-left-cancels',
      title: 'leaving a map cancels what has not begun',
      covers: [`${THREADS}.test_executor_map_current_future_cancel`],
      body: async ({ pool, work, gate, file, lines, trace }) => {
        const [made, busy, open, notes] = [pool(), gate(), gate(), file()];
        open.open();
        const texts = ['first', 'second', 'third', 'fourth'];
        const gates = [open, busy, open, open].map(({ path }) => path);
        const results = made.map(work('passGateAndNote'), [gates, texts.map(() => notes), texts]);
        for await (const result of results) {
          trace('result', result);
          await busy.reached();
          break;
        }
        busy.open();
        await made.shutdown();
        trace('noted', lines(notes));
      },
    },
    {
      name: 'executors/map-error-cancels',
      title: 'an error in a map cancels what has not begun',
      body: async ({ pool, work, gate, file, lines, take, trace }) => {
        const [made, busy, open, notes] = [pool(), gate(), gate(), file()];
        open.open();
        const gates = [open, busy, open].map(({ path }) => path);
        const texts = ['fails', 'held', 'never'];
        const results = made.map(work('passGateOrFail'), [gates, texts.map(() => notes), texts]);
        await busy.reached();
        await take('result', results);
        busy.open();
        await made.shutdown();
        trace('noted', lines(notes));
      },
    },
  ]),
  ...inProcesses([
    {
      name: 'executors/map-chunks',
      title: 'any size of chunks gives the same results; it must be one at least',
      covers: [`${PROCESSES}.test_map_chunksize`],
      body: async ({ pool, work, take, attempt }) => {
        const made = pool(2);
        const some = [range(8), range(8)] as const;
        for (const chunksize of [1, 3, 8, 50]) await take(`by ${chunksize}`, made.map(work('power'), some, { chunksize }));
        for (const chunksize of [0, -1]) attempt('refused', () => void made.map(work('power'), some, { chunksize }));
      },
    },
  ]),
];
