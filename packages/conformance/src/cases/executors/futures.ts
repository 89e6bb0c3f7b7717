import type { Case } from '../../case.ts';
import { type AnyFuture, type Gate, inThreads, type PoolStage } from './open-pools.ts';

const FUTURES = 'test_concurrent_futures.test_future.FutureTests';

interface EveryState extends Readonly<Record<string, AnyFuture>> {
  readonly pending: AnyFuture;
  readonly running: AnyFuture;
  readonly cancelled: AnyFuture;
  readonly failed: AnyFuture;
  readonly finished: AnyFuture;
}

/** A future in each state: those of a pool with one worker, which is held at the gate. */
async function everyState({ pool, work, gate, error }: PoolStage): Promise<readonly [EveryState, Gate]> {
  const [made, held] = [pool(), gate()];
  const finished = made.submit(work('echo'), 42);
  await finished;
  const failed = made.submit(work('fail'));
  await error(() => failed);
  const running = made.submit(work('passGate'), held.path, 'ran');
  await held.reached();
  const pending = made.submit(work('echo'), 'was pending');
  const cancelled = made.submit(work('echo'), 'never');
  cancelled.cancel();
  return [{ pending, running, cancelled, failed, finished }, held];
}

/** What the future tells when it is done: a result or an error. */
function outcomeOf(future: AnyFuture): unknown {
  try {
    return future.result();
  } catch (error) {
    return error;
  }
}

export const executorFutures: readonly Case[] = inThreads([
  {
    name: 'executors/future-states',
    title: 'a future tells whether it is cancelled, running and done',
    covers: [`${FUTURES}.test_cancelled`, `${FUTURES}.test_done`, `${FUTURES}.test_running`],
    body: async (net) => {
      const [futures, held] = await everyState(net);
      net.trace('cancelled, running, done', net.states(futures));
      held.open();
      await net.outcome('running', () => futures.running);
      await net.outcome('pending', () => futures.pending);
      net.trace('then', net.states(futures));
    },
  },
  {
    name: 'executors/future-cancel',
    title: 'work that has not begun can be cancelled, other work cannot',
    covers: [`${FUTURES}.test_cancel`],
    body: async (net) => {
      const [futures, held] = await everyState(net);
      for (const [name, future] of Object.entries(futures)) net.trace(name, future.cancel(), future.cancel());
      net.trace('cancelled, running, done', net.states(futures));
      held.open();
      for (const [name, future] of Object.entries(futures)) await net.outcome(name, () => future);
    },
  },
  {
    name: 'executors/future-result',
    title: 'result gives the result, or throws what the work failed with',
    covers: [`${FUTURES}.test_result_with_timeout`],
    body: async (net) => {
      const [futures] = await everyState(net);
      for (const [name, future] of Object.entries(futures)) net.attempt(name, () => future.result());
    },
  },
  {
    name: 'executors/future-exception',
    title: 'exception gives what the work failed with, or nothing',
    covers: [`${FUTURES}.test_exception_with_timeout`],
    body: async (net) => {
      const [futures] = await everyState(net);
      for (const [name, future] of Object.entries(futures)) net.attempt(name, () => future.exception());
    },
  },
  {
    name: 'executors/future-text',
    title: 'a future says its state',
    covers: [`${FUTURES}.test_repr`],
    body: async (net) => {
      const [futures] = await everyState(net);
      for (const [name, future] of Object.entries(futures)) net.trace(name, /^<ExecutorFuture (\w+)>$/.exec(String(future))?.[1]);
    },
  },
  {
    name: 'executors/future-awaited',
    title: 'who waits for the result goes on when it is there',
    covers: [`${FUTURES}.test_result_with_success`],
    body: async ({ pool, work, gate, outcome, trace }) => {
      const held = gate();
      const future = pool().submit(work('passGate'), held.path, 42);
      const waiting = outcome('result', () => future);
      await held.reached();
      trace('opened');
      held.open();
      await waiting;
    },
  },
  {
    name: 'executors/future-awaited-and-cancelled',
    title: 'who waits for the result of cancelled work gets a CancelledError',
    covers: [`${FUTURES}.test_result_with_cancel`],
    body: async ({ pool, work, gate, outcome, trace }) => {
      const [made, held] = [pool(), gate()];
      made.submit(work('passGate'), held.path);
      await held.reached();
      const future = made.submit(work('nothing'));
      const waiting = outcome('result', () => future);
      trace('cancelled', future.cancel());
      await waiting;
    },
  },
  {
    name: 'executors/callback-with-result',
    title: 'callbacks are called in order once there is a result, with the future',
    covers: [`${FUTURES}.test_done_callback_with_result`],
    body: async ({ pool, work, gate, until, trace }) => {
      const held = gate();
      const future = pool().submit(work('passGate'), held.path, 5);
      let called = 0;
      for (const name of ['first', 'second']) {
        future.addDoneCallback((given) => {
          trace(name, given === future, given.done(), outcomeOf(given));
          called++;
        });
      }
      await held.reached();
      trace('opened', called);
      held.open();
      await until(() => called === 2);
    },
  },
  {
    name: 'executors/callback-with-error',
    title: 'callbacks are called when the work has failed',
    body: async ({ pool, work, gate, until, trace }) => {
      const held = gate();
      const future = pool().submit(work('passGateAndFail'), held.path);
      let called = false;
      future.addDoneCallback((given) => {
        trace('callback', given.exception());
        called = true;
      });
      held.open();
      await until(() => called);
    },
  },
  {
    name: 'executors/callback-with-cancel',
    title: 'callbacks are called inside cancel',
    covers: [`${FUTURES}.test_done_callback_with_cancel`],
    body: async (net) => {
      const [{ pending }] = await everyState(net);
      pending.addDoneCallback((given) => net.trace('callback', given.cancelled()));
      net.trace('cancelled', pending.cancel());
    },
  },
  {
    name: 'executors/callback-fails',
    title: 'a callback that fails is told, and the next is called',
    covers: [`${FUTURES}.test_done_callback_raises`],
    body: async (net) => {
      const [{ pending, finished }] = await everyState(net);
      const told = await net.warned(2, () => {
        for (const future of [pending, finished]) {
          future.addDoneCallback(() => {
            throw new Error('doh!');
          });
          future.addDoneCallback(() => net.trace('next'));
        }
        pending.cancel();
      });
      net.trace(
        'told',
        told.map((text) => text.includes('doh!')),
      );
    },
  },
  {
    name: 'executors/callback-when-done',
    title: 'a callback that is added when it is done is called at once',
    covers: [`${FUTURES}.test_done_callback_already_successful`],
    body: async (net) => {
      const [{ cancelled, failed, finished }] = await everyState(net);
      for (const future of [finished, failed, cancelled]) {
        future.addDoneCallback((given) => net.trace('callback', given === future, outcomeOf(given)));
        net.trace('added');
      }
    },
  },
]);
