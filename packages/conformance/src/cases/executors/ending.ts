import type { Case } from '../../case.ts';
import { inBothPools, inProcesses, inThreads } from './open-pools.ts';

const SHUTDOWN = 'test_concurrent_futures.test_shutdown';

/** The end of a pool. */
export const poolEnds: readonly Case[] = [
  ...inBothPools([
    {
      name: 'executors/submit-after-shutdown',
      title: 'a pool that was shut down takes no work',
      covers: [`${SHUTDOWN}.ExecutorShutdownTest.test_run_after_shutdown`],
      body: async ({ pool, work, outcome, attempt }) => {
        const used = pool();
        await outcome('before', () => used.submit(work('power'), 2, 5));
        for (const made of [used, pool()]) {
          await attempt('shut down', async () => made.shutdown());
          await attempt('shut down again', async () => made.shutdown());
          await outcome('after', () => made.submit(work('power'), 2, 5));
        }
      },
    },
    {
      name: 'executors/shutdown-finishes',
      title: 'what was queued is done before shutdown returns',
      covers: [`${SHUTDOWN}.ExecutorShutdownTest.test_hang_issue12364`],
      body: async ({ pool, work, trace }) => {
        const made = pool(2);
        const futures = Array.from({ length: 50 }, (_, i) => made.submit(work('power'), i, 1));
        await made.shutdown();
        trace('done', futures.filter((future) => future.done()).length);
        let sum = 0;
        for (const future of futures) sum += Number(await future);
        trace('sum', sum);
      },
    },
    {
      name: 'executors/shutdown-cancels-queued',
      title: 'shutdown with cancelled futures cancels what waits, and what runs is finished',
      covers: [`${SHUTDOWN}.ExecutorShutdownTest.test_cancel_futures`],
      body: async ({ pool, work, gate, until, trace }) => {
        const [made, held] = [pool(), gate()];
        const futures = Array.from({ length: 20 }, () => made.submit(work('passGate'), held.path));
        await held.reached();
        const ended = made.shutdown({ cancelFutures: true });
        await until(() => futures.filter((future) => future.cancelled()).length > 10);
        held.open();
        await ended;
        const finished = futures.filter((future) => !future.cancelled());
        trace('one ran at least', finished.length > 0);
        trace(
          'all are done',
          finished.every((future) => future.done() && future.exception() === null),
          held.count() === finished.length,
        );
      },
    },
    {
      name: 'executors/shutdown-after-cancel',
      title: 'a future cancelled just before does not hang shutdown',
      covers: [`${SHUTDOWN}.ExecutorShutdownTest.test_hang_gh94440`],
      body: async ({ pool, work, trace }) => {
        const made = pool();
        await made.submit(work('nothing'));
        made.submit(work('nothing')).cancel();
        await made.shutdown();
        trace('shut down');
      },
    },
    {
      name: 'executors/disposed',
      title: 'a pool used for a block is shut down at its end, when its work is done',
      covers: [
        `${SHUTDOWN}.ThreadPoolShutdownTest.test_context_manager_shutdown`,
        `${SHUTDOWN}.ProcessPoolShutdownTest.test_context_manager_shutdown`,
      ],
      body: async ({ pool, work, take, file, lines, outcome, trace }) => {
        const [made, notes] = [pool(2), file()];
        await take(
          'result',
          made.map(work('power'), [
            [-2, -1, 0, 1],
            [2, 2, 2, 2],
          ]),
        );
        const last = made.submit(work('note'), notes, 'last');
        await made[Symbol.asyncDispose]();
        trace('noted', lines(notes), last.done());
        await outcome('after', () => made.submit(work('nothing')));
      },
    },
    {
      name: 'executors/shutdown-without-waiting',
      title: 'results come also after a shutdown that does not wait',
      covers: [`${SHUTDOWN}.ThreadPoolShutdownTest.test_shutdown_no_wait`, `${SHUTDOWN}.ProcessPoolShutdownTest.test_shutdown_no_wait`],
      body: async ({ pool, work, gate, outcome, trace }) => {
        const [made, held] = [pool(2), gate()];
        const futures = [1, 2, 3, 4, 5].map((value) => made.submit(work('passGate'), held.path, value));
        await made.shutdown({ wait: false });
        trace('returned', futures.filter((future) => future.done()).length);
        await outcome('refused', () => made.submit(work('nothing')));
        held.open();
        for (const future of futures) trace('result', await future);
      },
    },
  ]),
  ...inThreads([
    {
      name: 'executors/shutdown-cancels-in-order',
      title: 'of one worker only the work that runs is left when the rest is cancelled',
      covers: [`${SHUTDOWN}.ExecutorShutdownTest.test_cancel_futures`],
      body: async ({ pool, work, gate, states, outcome, trace }) => {
        const [made, held] = [pool(), gate()];
        const running = made.submit(work('passGate'), held.path, 'ran');
        await held.reached();
        const [first, second] = [1, 2].map((value) => made.submit(work('echo'), value));
        if (first === undefined || second === undefined) return;
        await made.shutdown({ wait: false, cancelFutures: true });
        trace('states', states({ running, first, second }));
        held.open();
        for (const future of [running, first, second]) await outcome('outcome', () => future);
      },
    },
    {
      name: 'executors/threads-end',
      title: 'the threads have ended once the pool is shut down',
      covers: [`${SHUTDOWN}.ThreadPoolShutdownTest.test_threads_terminate`],
      body: async ({ pool, work, gate, workers, trace }) => {
        const [made, held] = [pool(5), gate()];
        for (let i = 0; i < 3; i++) made.submit(work('passGate'), held.path);
        await held.reached(3);
        trace('workers', workers(made));
        held.open();
        await made.shutdown();
        trace('left', workers(made));
      },
    },
  ]),
  ...inProcesses([
    {
      name: 'executors/processes-end',
      title: 'three tasks make three processes, which have ended once the pool is shut down',
      covers: [`${SHUTDOWN}.ProcessPoolShutdownTest.test_processes_terminate`],
      body: async ({ pool, pools, work, gate, workers, until, trace }) => {
        const [made, held] = [pool(5), gate()];
        const futures = [1, 2, 3].map(() => made.submit(work('passGateAndTellProcess'), held.path));
        await held.reached(3);
        trace('workers', workers(made));
        held.open();
        await made.shutdown();
        const ids: number[] = [];
        for (const future of futures) ids.push(Number(await future));
        await until(() => !ids.some(pools.isAlive));
        trace('ended', new Set(ids).size);
      },
    },
  ]),
];
