import type { Case } from '../../case.ts';
import { type AnyFuture, inBothPools, inThreads, type NamedFutures, type PoolStage, type WaitOptions } from './open-pools.ts';

const WAIT = 'test_concurrent_futures.test_wait.WaitTests';
const AS_COMPLETED = 'test_concurrent_futures.test_as_completed.AsCompletedTests';

/** Trace which are done, and which are not. */
async function wait({ pools, names, trace }: PoolStage, futures: NamedFutures, options?: WaitOptions): Promise<void> {
  const { done, notDone } = await pools.wait(Object.values(futures), options);
  trace('waited', names(done, futures), names(notDone, futures));
}

/** Trace the names of the futures as they are given, and how it ends. */
async function take(net: PoolStage, futures: NamedFutures, given: AsyncIterable<unknown>): Promise<void> {
  const { names, trace, attempt } = net;
  await attempt('then', async () => {
    for await (const future of given) trace('given', names(new Set([future]), futures));
    return 'ended';
  });
}

/** One that is finished and one that failed. */
async function ended({ pool, work, error }: PoolStage): Promise<NamedFutures> {
  const made = pool();
  const futures = { failed: made.submit(work('fail')), finished: made.submit(work('echo'), 42) };
  await error(() => futures.failed);
  await futures.finished;
  return futures;
}

export const waitedFutures: readonly Case[] = [
  ...inBothPools([
    {
      name: 'executors/wait-for-all',
      title: 'wait gives all futures when they are done, those that were done before too',
      covers: [`${WAIT}.test_all_completed`],
      body: async (net) => {
        const [made, before] = [net.pool(2), await ended(net)];
        await wait(net, { ...before, failing: made.submit(net.work('fail')), result: made.submit(net.work('echo'), 1) });
        await wait(net, before);
        await wait(net, {});
      },
    },
    {
      name: 'executors/wait-for-the-first',
      title: 'wait gives what is done when the first is',
      covers: [`${WAIT}.test_first_completed`],
      body: async (net) => {
        const [made, held, open] = [net.pool(2), net.gate(), net.gate()];
        const futures = {
          held: made.submit(net.work('passGate'), held.path),
          first: made.submit(net.work('passGate'), open.path),
        };
        await held.reached();
        await open.reached();
        const waiting = wait(net, futures, { returnWhen: 'FIRST_COMPLETED' });
        open.open();
        await waiting;
      },
    },
    {
      name: 'executors/wait-for-the-first-error',
      title: 'wait gives what is done when the first has failed; when none does, it waits for all',
      covers: [`${WAIT}.test_first_exception`],
      body: async (net) => {
        const [made, held, open] = [net.pool(2), net.gate(), net.gate()];
        const result = made.submit(net.work('echo'), 1);
        await result;
        const futures = {
          result,
          failing: made.submit(net.work('passGateAndFail'), open.path),
          held: made.submit(net.work('passGate'), held.path),
        };
        await held.reached();
        open.open();
        await wait(net, futures, { returnWhen: 'FIRST_EXCEPTION' });
        held.open();
        await wait(net, { result, held: futures.held }, { returnWhen: 'FIRST_EXCEPTION' });
      },
    },
  ]),
  ...inThreads([
    {
      name: 'executors/wait-for-one-twice',
      title: 'a future that is given twice is one',
      covers: [`${WAIT}.test_20369`],
      body: async ({ pool, pools, work, trace }) => {
        const future = pool().submit(work('nothing'));
        const { done, notDone } = await pools.wait([future, future], { returnWhen: 'ALL_COMPLETED' });
        trace('waited', done.size, done.has(future), notDone.size);
      },
    },
    {
      name: 'executors/wait-when-done',
      title: 'wait returns at once when enough are done already',
      covers: [`${WAIT}.test_first_completed_some_already_completed`, `${WAIT}.test_first_exception_one_already_failed`],
      body: async (net) => {
        const [held, before] = [net.gate(), await ended(net)];
        const futures = { ...before, held: net.pool().submit(net.work('passGate'), held.path) };
        await wait(net, futures, { returnWhen: 'FIRST_COMPLETED' });
        await wait(net, futures, { returnWhen: 'FIRST_EXCEPTION' });
      },
    },
    {
      name: 'executors/wait-timeout',
      title: 'the time limit of wait ends it without an error',
      covers: [`${WAIT}.test_timeout`],
      body: async (net) => {
        const [held, before] = [net.gate(), await ended(net)];
        const futures = { ...before, held: net.pool().submit(net.work('passGate'), held.path) };
        for (const timeout of [0, 30]) await wait(net, futures, { timeout });
      },
    },
    {
      name: 'executors/wait-for-cancelled',
      title: 'work that was cancelled while it waited',
      covers: [`${WAIT}.test_first_completed`],
      body: async (net) => {
        const [made, held, before] = [net.pool(), net.gate(), await ended(net)];
        const running = made.submit(net.work('passGate'), held.path);
        await held.reached();
        const cancelled = made.submit(net.work('nothing'));
        cancelled.cancel();
        await wait(net, { ...before, cancelled, running }, { returnWhen: 'FIRST_COMPLETED' });
        held.open();
        await wait(net, { ...before, cancelled, running });
      },
    },
    {
      name: 'executors/wait-refused',
      title: 'wait knows for what to wait',
      body: async ({ pool, pools, work, gate, attempt }) => {
        const future = pool().submit(work('passGate'), gate().path);
        await attempt('refused', async () => void (await pools.wait([future], { returnWhen: 'SOMETIMES' as never })));
      },
    },
    {
      name: 'executors/as-completed',
      title: 'all futures are given, as they are done',
      covers: [`${AS_COMPLETED}.test_no_timeout`],
      body: async (net) => {
        const { pool, pools, work, gate, trace, names } = net;
        const [made, first, second] = [pool(2), gate(), gate()];
        const futures = { first: made.submit(work('passGate'), first.path), second: made.submit(work('passGate'), second.path) };
        await first.reached();
        await second.reached();
        second.open();
        for await (const future of pools.asCompleted(Object.values(futures))) {
          trace('given', names(new Set([future]), futures));
          first.open();
        }
        await take(net, {}, pools.asCompleted([]));
      },
    },
    {
      name: 'executors/as-completed-timeout',
      title: 'the finished are given before the time limit ends it with a TimeoutError',
      covers: [`${AS_COMPLETED}.test_future_times_out`],
      body: async (net) => {
        const [held, made] = [net.gate(), net.pool()];
        const finished = made.submit(net.work('echo'), 42);
        await finished;
        const futures = { finished, held: made.submit(net.work('passGate'), held.path) };
        for (const timeout of [0, 30]) await take(net, futures, net.pools.asCompleted(Object.values(futures), { timeout }));
      },
    },
    {
      name: 'executors/as-completed-timeout-message',
      title: 'the error tells how many were not done',
      covers: [`${AS_COMPLETED}.test_correct_timeout_exception_msg`],
      body: async (net) => {
        const [held, made, before] = [net.gate(), net.pool(), await ended(net)];
        const futures = [1, 2].map(() => made.submit(net.work('passGate'), held.path));
        const given = net.pools.asCompleted([...Object.values(before), ...futures], { timeout: 0 });
        const failure = await net.error(async () => {
          for await (const future of given) net.trace('given', (future as AnyFuture).done());
        });
        net.trace('then', failure, net.message(failure));
      },
    },
    {
      name: 'executors/as-completed-twice',
      title: 'a future that is given twice comes once',
      covers: [`${AS_COMPLETED}.test_duplicate_futures`],
      body: async (net) => {
        const future = net.pool().submit(net.work('nothing'));
        await take(net, { future }, net.pools.asCompleted([future, future, future]));
      },
    },
  ]),
];
