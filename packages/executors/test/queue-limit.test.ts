import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { QueueFullError } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';

const same = (n: number): number => n;

/** Whether a promise is settled by now, not counting what is yet to come from outside. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  for (let i = 0; i < 20; i++) await null;
  return settled;
}

describe.each(allPools)('maxQueue of a pool of kind $kind', ({ make }) => {
  test('is how much may wait; more is refused through its future, at once', async () => {
    await using pool = make({ maxWorkers: 1, maxQueue: 2 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = [pool.submit(same, 1), pool.submit(same, 2)];
    const refused = pool.submit(same, 3);
    expect(refused.done()).toBe(true);
    const failure = await failureOf(() => refused);
    expect(failure).toBeInstanceOf(QueueFullError);
    expect(failure).toMatchObject({ name: 'QueueFullError', code: 'ERR_EXECUTOR_QUEUE_FULL' });
    expect(failure.message).toMatch(/\b2\b/);
    expect(pool.stats().queued).toBe(2);
    gate.open();
    expect(await Promise.all([held, ...waiting])).toEqual(['passed', 1, 2]);
    expect(await pool.submit(same, 4)).toBe(4);
  });

  test('does not count what runs', async () => {
    await using pool = make({ maxWorkers: 2, maxQueue: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    await gate.holdNow(pool);
    const waiting = pool.submit(same, 1);
    expect(waiting.done()).toBe(false);
    expect((await failureOf(() => pool.submit(same, 2))).name).toBe('QueueFullError');
    gate.open();
    expect(await waiting).toBe(1);
  });

  test('counts what waits in workers, too, once work was short', async () => {
    await using pool = make({ maxWorkers: 1, maxQueue: 2 });
    for (let n = 0; n < 100; n++) await pool.submit(same, n);
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const futures = Array.from({ length: 10 }, (_, n) => pool.submit(same, n));
    expect(futures.map((future) => future.done())).toEqual([false, false, ...Array<boolean>(8).fill(true)]);
    expect(pool.stats()).toMatchObject({ running: 1, queued: 2, failed: 8 });
    gate.open();
    expect(await held).toBe('passed');
    await Promise.allSettled(futures.map((future) => Promise.resolve(future)));
    expect(pool.stats()).toMatchObject({ running: 0, queued: 0 });
  });

  test('has room again for what was cancelled', async () => {
    await using pool = make({ maxWorkers: 1, maxQueue: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    const first = pool.submit(same, 1);
    expect(first.cancel()).toBe(true);
    const second = pool.submit(same, 2);
    expect(second.done()).toBe(false);
    gate.open();
    expect(await second).toBe(2);
  });
});

describe.each(allPools)('drained of a pool of kind $kind', ({ make }) => {
  test('resolves at once while nothing waits', async () => {
    await using pool = make({ maxWorkers: 1 });
    await pool.drained();
    await pool.submit(same, 1);
    await pool.drained();
  });

  test('waits until no more than half of maxQueue waits', async () => {
    await using pool = make({ maxWorkers: 1, maxQueue: 4 });
    using gate = new Gate();
    await gate.holdNow(pool);
    const waiting = [1, 2, 3, 4].map((n) => pool.submit(same, n));
    const drained = pool.drained();
    expect(await isSettled(drained)).toBe(false);
    waiting[0]!.cancel();
    expect(await isSettled(drained)).toBe(false);
    waiting[1]!.cancel();
    await drained;
    expect(pool.stats().queued).toBe(2);
    gate.open();
  });

  test('without maxQueue waits until nothing waits', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = [pool.submit(same, 1), pool.submit(same, 2)];
    const drained = pool.drained();
    expect(await isSettled(drained)).toBe(false);
    gate.open();
    await drained;
    expect(pool.stats().queued).toBe(0);
    await Promise.all([held, ...waiting]);
  });

  test('lets a producer submit any amount of work through a short queue', async () => {
    await using pool = make({ maxWorkers: 2, maxQueue: 8 });
    const futures = [];
    for (let n = 0; n < 300; n++) {
      while (pool.stats().queued >= 8) await pool.drained();
      futures.push(pool.submit(same, n));
    }
    expect(await Promise.all(futures)).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  test('resolves when the pool is shut down and what waited was cancelled', async () => {
    const pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    pool.submit(same, 1);
    const drained = pool.drained();
    const ended = pool.shutdown({ cancelFutures: true });
    await drained;
    gate.open();
    await ended;
  });
});
