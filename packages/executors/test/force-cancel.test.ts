import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ProcessPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools, nodePools } from './pools.ts';
import { until } from './until.ts';

const same = (n: number): number => n;
const endless = (): never => {
  for (;;);
};

describe.each(allPools)('cancel({ force: true }) in a pool of kind $kind', ({ make }) => {
  test('ends work that would never end, with its worker, and the pool goes on', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(endless);
    const waiting = pool.submit(same, 1);
    await until(() => future.running(), 'the beginning of the work');
    expect(future.cancel({ force: true })).toBe(true);
    expect([future.cancelled(), future.done(), future.running()]).toEqual([true, true, false]);
    expect(await failureOf(() => future)).toMatchObject({ name: 'CancelledError' });
    expect(await waiting).toBe(1);
    expect(await pool.submit(same, 2)).toBe(2);
    expect(pool.stats()).toMatchObject({ cancelled: 1, completed: 2, failed: 0, workers: 1 });
  });

  test('kills no other worker', async () => {
    await using pool = make({ maxWorkers: 2 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const future = pool.submit(endless);
    await until(() => future.running(), 'the beginning of the work');
    expect(future.cancel({ force: true })).toBe(true);
    expect(await pool.submit(same, 3)).toBe(3);
    expect(held.running()).toBe(true);
    gate.open();
    expect(await held).toBe('passed');
  });

  test('of work that waits kills nothing', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = pool.submit(same, 1);
    expect(waiting.cancel({ force: true })).toBe(true);
    gate.open();
    expect(await held).toBe('passed');
  });

  test('of work that is done changes nothing', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(same, 1);
    await future;
    expect(future.cancel({ force: true })).toBe(false);
    expect(future.result()).toBe(1);
    expect(await pool.submit(same, 1)).toBe(1);
    expect(pool.stats().workers).toBe(1);
  });

  test('twice is the same as once', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(endless);
    await until(() => future.running(), 'the beginning of the work');
    expect([future.cancel({ force: true }), future.cancel({ force: true })]).toEqual([true, true]);
    expect(await pool.submit(same, 1)).toBe(1);
  });

  test('of work that was cancelled in vain still ends it', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(endless);
    await until(() => future.running(), 'the beginning of the work');
    expect(future.cancel()).toBe(false);
    expect(future.done()).toBe(false);
    expect(future.cancel({ force: true })).toBe(true);
    expect(future.cancelled()).toBe(true);
  });

  test('lets shutdown end', async () => {
    const pool = make({ maxWorkers: 1 });
    const future = pool.submit(endless);
    await until(() => future.running(), 'the beginning of the work');
    const ended = pool.shutdown();
    future.cancel({ force: true });
    await ended;
    expect(pool.stats().workers).toBe(0);
  });
});

test.each(nodePools)('asynchronous work that never ends is stopped as well ($kind)', async ({ make }) => {
  await using pool = make({ maxWorkers: 1 });
  const future = pool.submit(() => new Promise(() => {}));
  await until(() => future.running(), 'the beginning of the work');
  expect(future.cancel({ force: true })).toBe(true);
  expect(await pool.submit(same, 1)).toBe(1);
});

test('the process of a forced cancellation is gone', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const pid = await pool.submit(() => process.pid);
  const future = pool.submit(endless);
  await until(() => future.running(), 'the beginning of the work');
  future.cancel({ force: true });
  expect(await pool.submit(() => process.pid)).not.toBe(pid);
  await until(() => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  }, 'the end of the process');
});
