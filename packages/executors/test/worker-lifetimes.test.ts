import { describe, expect, test } from 'vitest';
import { closure, ProcessPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';
import { until } from './until.ts';
import type { CurrentWorker } from './worker-globals.ts';

declare const currentWorker: CurrentWorker;

const workerId = (): number => currentWorker()?.id ?? -1;

describe.each(allPools)('maxTasksPerChild of a pool of kind $kind', ({ make }) => {
  test('is how many calls a worker is given before another takes its place', async () => {
    await using pool = make({ maxWorkers: 1, maxTasksPerChild: 2 });
    const ids: number[] = [];
    for (let i = 0; i < 5; i++) ids.push(await pool.submit(workerId));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(new Set(ids).size).toBe(3);
    expect(pool.stats().workers).toBeLessThanOrEqual(1);
  });

  test('counts work that failed, too', async () => {
    await using pool = make({ maxWorkers: 1, maxTasksPerChild: 1 });
    const first = await pool.submit(workerId);
    await expect(
      pool.submit(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow();
    const third = await pool.submit(workerId);
    expect(third).not.toBe(first);
  });

  test('loses no work that waits while workers are replaced', async () => {
    await using pool = make({ maxWorkers: 2, maxTasksPerChild: 3 });
    const futures = Array.from({ length: 20 }, (_, i) => pool.submit((n: number) => n * n, i));
    expect(await Promise.all(futures)).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
  });

  test('does not keep shutdown from waiting for all that was submitted', async () => {
    const pool = make({ maxWorkers: 1, maxTasksPerChild: 1 });
    const futures = Array.from({ length: 4 }, (_, i) => pool.submit((n: number) => n, i));
    await pool.shutdown();
    expect(futures.map((future) => future.result())).toEqual([0, 1, 2, 3]);
    expect(pool.stats().workers).toBe(0);
  });
});

describe.each(allPools)('idleTimeout of a pool of kind $kind', ({ make }) => {
  test('ends a worker that had nothing to do for so long; later work gets another', async () => {
    await using pool = make({ maxWorkers: 2, idleTimeout: 20 });
    const first = await pool.submit(workerId);
    await until(() => pool.stats().workers === 0, 'the end of an idle worker');
    expect(await pool.submit(workerId)).not.toBe(first);
  });

  test('leaves a worker alone that is at work', async () => {
    await using pool = make({ maxWorkers: 2, idleTimeout: 10 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    expect(await pool.submit((n: number) => n, 5)).toBe(5);
    await until(() => pool.stats().workers === 1, 'the end of the idle worker');
    expect(held.running()).toBe(true);
    gate.open();
    expect(await held).toBe('passed');
  });
});

test('an idle worker process is there until its timeout, and gone afterwards', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, idleTimeout: 30 });
  const pid = await pool.submit(() => process.pid);
  expect(isAlive(pid)).toBe(true);
  await until(() => !isAlive(pid), 'the end of the process');
});

test('captures are sent with each call', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, maxTasksPerChild: 1 });
  const work = closure({ list: [1, 2] }, ({ list }) => list.push(3));
  expect([await pool.submit(work), await pool.submit(work)]).toEqual([3, 3]);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
