import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';

const same = (n: number): number => n;
const fail = (): never => {
  throw new Error('no');
};

describe.each(allPools)('stats of a pool of kind $kind', ({ make }) => {
  test('count what was submitted and how it ended', async () => {
    await using pool = make({ maxWorkers: 1 });
    expect(pool.stats()).toMatchObject({
      name: pool.name,
      workers: 0,
      idle: 0,
      queued: 0,
      running: 0,
      submitted: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
    });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const futures = [pool.submit(same, 1), pool.submit(fail), pool.submit(same, 2)];
    expect(pool.stats()).toMatchObject({ workers: 1, idle: 0, queued: 3, running: 1, submitted: 4 });
    futures[2]!.cancel();
    expect(pool.stats()).toMatchObject({ queued: 2, cancelled: 1 });
    gate.open();
    await held;
    await failureOf(() => futures[1]);
    expect(pool.stats()).toMatchObject({ workers: 1, idle: 1, queued: 0, running: 0, submitted: 4, completed: 2, failed: 1, cancelled: 1 });
  });

  test('add up, whatever is refused', async () => {
    const pool = make({ maxWorkers: 1, maxQueue: 1 });
    const outside = 1;
    const futures = [
      pool.submit(same, 1),
      pool.submit(() => outside),
      pool.submit(same as never, (() => 1) as never),
      ...Array.from({ length: 5 }, (_, i) => pool.submit(same, i)),
    ];
    await Promise.allSettled(futures.map((future) => Promise.resolve(future)));
    await pool.shutdown();
    const { submitted, completed, failed, cancelled } = pool.stats();
    expect(completed + failed + cancelled).toBe(submitted);
    expect(completed).toBe(futures.filter((future) => !future.cancelled() && future.exception() === null).length);
  });

  test('tell how long work waited and ran, in histograms of nanoseconds', async () => {
    await using pool = make({ maxWorkers: 1 });
    await pool.submit(same, 0);
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = pool.submit(same, 0);
    await setTimeout(20);
    gate.open();
    await Promise.all([held, waiting]);
    const { waitTime, runTime } = pool.stats();
    expect([waitTime.count, runTime.count]).toEqual([3, 3]);
    expect(runTime.max).toBeGreaterThan(15e6);
    expect(runTime.max).toBeLessThan(1000e9);
    expect(waitTime.max).toBeGreaterThan(15e6);
    expect(runTime.percentile(50)).toBeLessThanOrEqual(runTime.percentile(99));
    expect(runTime.min).toBeGreaterThan(0);
  });

  test('are of the moment: what was read earlier does not change its counts', async () => {
    await using pool = make({ maxWorkers: 1 });
    const before = pool.stats();
    await pool.submit(same, 0);
    expect(before).toMatchObject({ submitted: 0, completed: 0 });
  });
});
