import { threadId } from 'node:worker_threads';
import type { Future } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type AnyWork, onLoops, type PoolLoop, type PoolStage } from './open-pools.ts';

const LOOP = 'test_base_events.BaseEventLoopTests';
const EVENTS = 'test_events.EventLoopTestsMixin';
const FUTURES = 'test_futures.BaseFutureTests';

/** Run the loop until the future is done, and trace its outcome. */
function run({ attempt }: PoolStage, event: string, loop: PoolLoop, start: () => Future<unknown>): Promise<void> {
  return attempt(event, () => loop.runUntilComplete(start()));
}

/** Have the default executor done with its work. */
async function shutDown({ trace }: PoolStage, loop: PoolLoop, timeout?: number): Promise<void> {
  await loop.runUntilComplete(loop.shutdownDefaultExecutor(timeout));
  trace('shut down');
}

export const loopExecutors: readonly Case[] = onLoops([
  {
    name: 'executors/run-in-executor',
    title: 'work of a loop is done in another thread, and its result comes in a run',
    covers: [`${EVENTS}.test_run_in_executor`],
    body: async (net) => {
      const loop = net.newLoop();
      const future = loop.runInExecutor(null, net.work('threadId'));
      net.trace('future', future, future.getLoop() === loop);
      const id = await loop.runUntilComplete(future);
      net.trace('elsewhere', typeof id === 'number' && id !== threadId);
      await run(net, 'arguments', loop, () => loop.runInExecutor(null, net.work('echo'), 'a', [1]));
      await shutDown(net, loop);
    },
  },
  {
    name: 'executors/run-in-executor-error',
    title: 'the error of work comes in a run',
    body: async (net) => {
      const loop = net.newLoop();
      await run(net, 'error', loop, () => loop.runInExecutor(null, net.work('fail')));
      await run(net, 'no work', loop, () => loop.runInExecutor(net.pool(), null as unknown as AnyWork));
      await shutDown(net, loop);
    },
  },
  {
    name: 'executors/run-in-given-executor',
    title: 'the executor may be given: threads or processes',
    body: async (net) => {
      const loop = net.newLoop();
      for (const kind of ['threads', 'processes'] as const) {
        const pool = net.pool(1, {}, kind);
        await run(net, kind, loop, () => loop.runInExecutor(pool, net.work('power'), 2, 8));
        await pool.shutdown();
        await net.attempt('after', async () => loop.runUntilComplete(loop.runInExecutor(pool, net.work('nothing'))));
      }
    },
  },
  {
    name: 'executors/run-in-executor-before',
    title: 'work is submitted at once, also outside a run, and waits for one with its result',
    body: async (net) => {
      const [loop, notes] = [net.newLoop(), net.file()];
      const futures = ['a', 'b', 'c'].map((text) => loop.runInExecutor(net.pool(), net.work('note'), notes, text));
      await net.until(() => net.lines(notes).length === 3);
      net.trace('futures', futures);
      for (const future of futures) await run(net, 'result', loop, () => future);
    },
  },
  {
    name: 'executors/run-in-executor-cancelled',
    title: 'cancelling cancels work that has not begun, and drops the result of work that has',
    body: async (net) => {
      const [loop, pool, held, notes] = [net.newLoop(), net.pool(), net.gate(), net.file()];
      const running = loop.runInExecutor(pool, net.work('passGateAndNote'), held.path, notes, 'running');
      await held.reached();
      const queued = loop.runInExecutor(pool, net.work('passGateAndNote'), held.path, notes, 'queued');
      net.trace('cancelled', running.cancel(), queued.cancel());
      for (const future of [running, queued]) await run(net, 'outcome', loop, () => future);
      held.open();
      await pool.shutdown();
      net.trace('noted', net.lines(notes));
    },
  },
  {
    name: 'executors/run-in-executor-too-late',
    title: 'work that ends when its loop is closed calls nothing of the loop',
    covers: [`${EVENTS}.test_run_in_executor_cancel`],
    body: async (net) => {
      for (const cancels of [true, false]) {
        const [loop, pool, held] = [net.newLoop(), net.pool(), net.gate()];
        const future = loop.runInExecutor(pool, net.work('passGate'), held.path);
        await held.reached();
        if (cancels) net.trace('cancelled', future.cancel());
        let calls = 0;
        loop.close();
        loop.callSoon = loop.callSoonThreadsafe = () => {
          calls++;
          throw new Error('the loop was called');
        };
        held.open();
        await pool.shutdown();
        net.trace('called', calls, future);
      }
    },
  },
  {
    name: 'executors/run-in-executor-of-a-closed-loop',
    title: 'a closed loop takes no work',
    body: async (net) => {
      const loop = net.newLoop();
      loop.close();
      net.attempt('default', () => loop.runInExecutor(null, net.work('nothing')));
      net.attempt('given', () => loop.runInExecutor(net.pool(), net.work('nothing')));
    },
  },
  {
    name: 'executors/default-executor',
    title: 'any pool of threads can be the default, also one of a class of its own',
    covers: [`${LOOP}.test_set_default_executor`],
    body: async (net) => {
      const { newLoop, pools, own, trace, work } = net;
      let submitted = 0;
      class OwnExecutor extends pools.ThreadPoolExecutor {
        override readonly submit: InstanceType<typeof pools.ThreadPoolExecutor>['submit'] = (...args) => {
          submitted++;
          return super.submit(...args);
        };
      }
      const loop = newLoop();
      loop.setDefaultExecutor(own(new OwnExecutor({ maxWorkers: 1 })));
      await run(net, 'result', loop, () => loop.runInExecutor(null, work('power'), 2, 8));
      trace('submitted', submitted);
    },
  },
  {
    name: 'executors/default-executor-refused',
    title: 'what is no pool of threads cannot be the default, and changes nothing',
    covers: [`${LOOP}.test_set_default_executor_error`],
    body: async (net) => {
      const [loop, gate] = [net.newLoop(), net.gate()];
      gate.open();
      loop.setDefaultExecutor(net.pool(1, { threadNamePrefix: 'kept' }) as never);
      for (const wrong of [null, {}, 'text', net.pool(1, {}, 'processes')]) {
        net.attempt('refused', () => loop.setDefaultExecutor(wrong as never));
      }
      await run(net, 'worker', loop, () => loop.runInExecutor(null, net.work('passGateAndTellName'), gate.path));
    },
  },
  {
    name: 'executors/shutdown-default-executor',
    title: 'the default executor is waited for, and takes no work any more; others do',
    body: async (net) => {
      const [loop, held] = [net.newLoop(), net.gate()];
      const future = loop.runInExecutor(null, net.work('passGate'), held.path, 'done');
      await held.reached();
      const ended = shutDown(net, loop);
      net.trace('opened');
      held.open();
      await ended;
      await run(net, 'result', loop, () => future);
      net.attempt('default', () => loop.runInExecutor(null, net.work('nothing')));
      await run(net, 'given', loop, () => loop.runInExecutor(net.pool(), net.work('power'), 2, 8));
      await shutDown(net, loop);
    },
  },
  {
    name: 'executors/shutdown-no-default-executor',
    title: 'where there is no default executor yet there is nothing to wait for, and none is made any more',
    body: async (net) => {
      const loop = net.newLoop();
      await shutDown(net, loop);
      net.attempt('default', () => loop.runInExecutor(null, net.work('nothing')));
    },
  },
  {
    name: 'executors/shutdown-default-executor-timeout',
    title: 'a default executor that does not end in time is warned about, and goes on',
    covers: [`${LOOP}.test_shutdown_default_executor_timeout`],
    body: async (net) => {
      const [loop, held] = [net.newLoop(), net.gate()];
      const future = loop.runInExecutor(null, net.work('passGate'), held.path, 'done');
      await held.reached();
      const told = await net.warned(1, () => shutDown(net, loop, 30));
      net.trace('told', told.length, future);
      held.open();
      await run(net, 'result', loop, () => future);
    },
  },
  {
    name: 'executors/wrapped-future',
    title: 'the outcome of an executor future comes through the loop',
    covers: [`${FUTURES}.test_wrap_future`],
    body: async (net) => {
      const [loop, pool] = [net.newLoop(), net.pool()];
      const future = net.core.wrapFuture(pool.submit(net.work('threadId')), { loop });
      net.trace('wrapped', future, future.getLoop() === loop);
      const id = await loop.runUntilComplete(future);
      net.trace('elsewhere', typeof id === 'number' && id !== threadId);
      await run(net, 'error', loop, () => net.core.wrapFuture(pool.submit(net.work('fail')), { loop }));
    },
  },
  {
    name: 'executors/wrapped-future-cancelled',
    title: 'cancelling what wraps an executor future cancels that',
    covers: [`${FUTURES}.test_wrap_future_cancel`],
    body: async (net) => {
      const [loop, pool, held] = [net.newLoop(), net.pool(), net.gate()];
      pool.submit(net.work('passGate'), held.path);
      await held.reached();
      const queued = pool.submit(net.work('nothing'));
      const future = net.core.wrapFuture(queued, { loop });
      net.trace('cancelled', future.cancel());
      await run(net, 'outcome', loop, () => future);
      net.trace('then', queued.cancelled());
    },
  },
  {
    name: 'executors/wrapped-future-cancelled-late',
    title: 'not one that is finished',
    covers: [`${FUTURES}.test_wrap_future_cancel2`],
    body: async (net) => {
      const [loop, pool] = [net.newLoop(), net.pool()];
      const finished = pool.submit(net.work('echo'), 42);
      const future = net.core.wrapFuture(finished, { loop });
      await finished;
      net.trace('cancelled', future.cancel());
      await run(net, 'outcome', loop, () => future);
      net.trace('then', finished.cancelled());
      await net.outcome('result', () => finished);
    },
  },
  {
    name: 'executors/wrapped-future-is-cancelled',
    title: 'what wraps an executor future is cancelled with it',
    body: async (net) => {
      const [loop, pool, held] = [net.newLoop(), net.pool(), net.gate()];
      pool.submit(net.work('passGate'), held.path);
      await held.reached();
      const queued = pool.submit(net.work('nothing'));
      const future = net.core.wrapFuture(queued, { loop });
      net.trace('cancelled', queued.cancel());
      await run(net, 'outcome', loop, () => future);
      net.trace('then', future.cancelled());
    },
  },
  {
    name: 'executors/debug-refuses-coroutines',
    title: 'in debug mode coroutines are refused where a callback is wanted',
    covers: ['test_base_events.BaseEventLoopWithSelectorTests.test_call_coroutine'],
    body: async (net) => {
      const loop = net.newLoop();
      loop.setDebug(true);
      const coroutine = async (): Promise<null> => null;
      const started = coroutine();
      for (const callback of [coroutine, started] as never[]) {
        net.attempt('call soon', () => loop.callSoon(callback));
        net.attempt('call soon threadsafe', () => loop.callSoonThreadsafe(callback));
        net.attempt('call later', () => loop.callLater(60_000, callback));
        net.attempt('call at', () => loop.callAt(loop.time() + 60_000, callback));
        await run(net, 'run in executor', loop, () => loop.runInExecutor(net.pool(), callback));
      }
      await started;
    },
  },
]);
