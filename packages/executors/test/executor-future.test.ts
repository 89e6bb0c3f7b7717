import { CancelledError, InvalidStateError, wrapFuture } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import { ThreadPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';
import { until } from './until.ts';
import { withLoop } from './with-loop.ts';
import type { CurrentWork } from './worker-globals.ts';

declare const currentWork: CurrentWork;

const same = (n: number): number => n;
const fail = (): never => {
  throw new RangeError('no');
};

describe.each(allPools)('a future of a pool of kind $kind', ({ kind, make }) => {
  test('is pending, running, and then done', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const held = gate.hold(pool);
    const waiting = pool.submit(same, 1);
    expect([held.done(), held.cancelled()]).toEqual([false, false]);
    await until(() => held.running(), 'the beginning of the work');
    expect([waiting.running(), waiting.done()]).toEqual([false, false]);
    gate.open();
    await waiting;
    for (const future of [held, waiting]) expect([future.running(), future.done(), future.cancelled()]).toEqual([false, true, false]);
    expect([held.result(), waiting.result()]).toEqual(['passed', 1]);
    expect(held.exception()).toBeNull();
  });

  test('has no result before it is done', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const held = gate.hold(pool);
    expect(() => held.result()).toThrow(InvalidStateError);
    expect(() => held.exception()).toThrow(InvalidStateError);
  });

  test('has the failure of its work', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(fail);
    const failure = await failureOf(() => future);
    expect(future.done()).toBe(true);
    expect(future.exception()).toBe(failure);
    expect(await failureOf(() => future.result())).toBe(failure);
    if (kind === 'interpreter') expect(failure).toMatchObject({ code: 'ERR_EXECUTION_FAILED', cause: { message: 'no' } });
    else expect(failure).toBeInstanceOf(RangeError);
  });

  test('that waits can be cancelled: no worker ever begins with it', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    const waiting = pool.submit(same, 1);
    expect(waiting.cancel()).toBe(true);
    expect([waiting.cancelled(), waiting.done(), waiting.running()]).toEqual([true, true, false]);
    expect(waiting.cancel()).toBe(true);
    expect(() => waiting.result()).toThrow(CancelledError);
    expect(() => waiting.exception()).toThrow(CancelledError);
    expect(await failureOf(() => waiting)).toBeInstanceOf(CancelledError);
    gate.open();
    expect(await pool.submit(same, 2)).toBe(2);
    expect(pool.stats()).toMatchObject({ completed: 2, cancelled: 1 });
  });

  test('that runs or is done cannot be cancelled', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    expect(held.cancel()).toBe(false);
    gate.open();
    expect(await held).toBe('passed');
    expect(held.cancel()).toBe(false);
    expect(held.cancelled()).toBe(false);
  });

  test('calls back once, in order, with itself', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(same, 5);
    const calls: string[] = [];
    future.addDoneCallback((done) => calls.push(`first ${done === future} ${done.result()}`));
    future.addDoneCallback(() => calls.push('second'));
    await future;
    await until(() => calls.length === 2, 'the callbacks');
    future.addDoneCallback(() => calls.push('at once'));
    expect(calls).toEqual(['first true 5', 'second', 'at once']);
  });

  test('calls back when it is cancelled or fails', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    const calls: string[] = [];
    const waiting = pool.submit(same, 1);
    waiting.addDoneCallback((future) => calls.push(`cancelled ${future.cancelled()}`));
    waiting.cancel();
    expect(calls).toEqual(['cancelled true']);
    const failing = pool.submit(fail);
    failing.addDoneCallback((future) => calls.push(`failed ${future.exception() !== null}`));
    gate.open();
    await failureOf(() => failing);
    await until(() => calls.length === 2, 'the callbacks');
    expect(calls[1]).toBe('failed true');
  });

  test('warns of a callback that throws, and calls the others', async () => {
    await using pool = make({ maxWorkers: 1 });
    const calls: string[] = [];
    const warnings = await warningsOf(async () => {
      const future = pool.submit(same, 1);
      future.addDoneCallback(() => {
        throw new Error('from a callback');
      });
      future.addDoneCallback(() => calls.push('other'));
      await future;
      await until(() => calls.length === 1, 'the callbacks');
      future.addDoneCallback(() => {
        throw new Error('from a late callback');
      });
    });
    const told = warnings.map((warning) => `${warning} ${(warning as { detail?: string }).detail} ${warning.cause}`);
    expect(told.join()).toMatch(/from a callback.*from a late callback/s);
    expect(calls).toEqual(['other']);
  });

  test('can be awaited any number of times, and used with the functions of promises', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(same, 3);
    expect([await future, await future]).toEqual([3, 3]);
    expect(await Promise.all([future, pool.submit(same, 4)])).toEqual([3, 4]);
    expect(await future.then((n) => n + 1)).toBe(4);
    expect(await pool.submit(fail).then(null, () => 'caught')).toBe('caught');
    expect(await Promise.race([future])).toBe(3);
  });

  test('that fails while nobody listens is no unhandled rejection', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(fail);
    await until(() => future.done(), 'the failure');
    await pool.submit(same, 1);
    expect(future.exception()).not.toBeNull();
  });
});

describe('wrapFuture', () => {
  test('gives a future of the loop with the outcome', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await withLoop(async () => {
      expect(await wrapFuture(pool.submit(same, 1))).toBe(1);
      expect(await failureOf(() => wrapFuture(pool.submit(fail)))).toBeInstanceOf(RangeError);
    });
  });

  test('cancelling it cancels work that waits', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    await withLoop(async () => {
      const waiting = pool.submit(same, 1);
      const wrapped = wrapFuture(waiting);
      expect(wrapped.cancel()).toBe(true);
      expect(await failureOf(() => wrapped)).toBeInstanceOf(CancelledError);
      await until(() => waiting.cancelled(), 'the cancellation of the work');
    });
  });

  test('cancelling it tells work that runs', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const told = pool.submit(() => {
      const { signal } = currentWork()!;
      const end = Date.now() + 60_000;
      while (!signal.aborted && Date.now() < end);
      return signal.aborted;
    });
    await until(() => told.running(), 'the beginning of the work');
    await withLoop(async () => {
      const wrapped = wrapFuture(told);
      expect(wrapped.cancel()).toBe(true);
      expect(await failureOf(() => wrapped)).toBeInstanceOf(CancelledError);
    });
    expect(await told).toBe(true);
  });

  test('is cancelled when the work is', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    await withLoop(async () => {
      const waiting = pool.submit(same, 1);
      const wrapped = wrapFuture(waiting);
      waiting.cancel();
      expect(await failureOf(() => wrapped)).toBeInstanceOf(CancelledError);
      expect(wrapped.cancelled()).toBe(true);
    });
  });
});
