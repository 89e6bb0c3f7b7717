import { expect, test } from 'vitest';
import { allPools, threads } from './pools.ts';

const same = (n: number): number => n;

test.each(allPools)('workers that start at a time lose nothing to each other: many pools end ($kind)', async ({ kind, make }) => {
  for (let i = 0; i < (kind === 'process' ? 5 : 40); i++) {
    const pool = make({ maxWorkers: 2 });
    const futures = Array.from({ length: 50 }, (_, n) => pool.submit(same, n));
    await pool.shutdown();
    expect(futures.every((future, n) => future.result() === n)).toBe(true);
    expect(pool.stats().workers).toBe(0);
  }
});

test('all work is done once, also what one worker was given and another did', async () => {
  for (let i = 0; i < 10; i++) {
    await using pool = threads.make({ maxWorkers: 3 });
    const times = new Uint8Array(new SharedArrayBuffer(5_000));
    const count = (cells: Uint8Array, n: number): number => Atomics.add(cells, n, 1);
    const befores = await Promise.all(Array.from(times, (_, n) => pool.submit(count, times, n)));
    expect(befores.every((before) => before === 0)).toBe(true);
    expect(times.every((each) => each === 1)).toBe(true);
  }
});

test('every worker comes back to short work after long work', async () => {
  await using pool = threads.make({ maxWorkers: 3 });
  const spin = (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
  for (let round = 0; round < 20; round++) {
    await Promise.all([...Array.from({ length: 60 }, (_, n) => pool.submit(same, n)), pool.submit(spin, round % 7)]);
  }
  expect(pool.stats()).toMatchObject({ workers: 3, idle: 3, queued: 0, running: 0, completed: 20 * 61 });
});
