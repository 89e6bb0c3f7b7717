import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ProcessPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { nodePools } from './pools.ts';
import { until } from './until.ts';

const same = (n: number): number => n;

describe.each(nodePools)('a pool of kind $kind with selfHealing', ({ broken, make }) => {
  test('fails only the work of the worker that ended, and replaces it', async () => {
    await using pool = make({ maxWorkers: 2, selfHealing: true });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const dying = pool.submit(() => process.exit(7));
    const waiting = Array.from({ length: 5 }, (_, i) => pool.submit(same, i));
    const failure = await failureOf(() => dying);
    expect(failure).toBeInstanceOf(broken);
    expect(`${failure.message} ${failure.cause}`).toMatch(/\b7\b/);
    expect(await Promise.all(waiting)).toEqual([0, 1, 2, 3, 4]);
    expect(held.running()).toBe(true);
    gate.open();
    expect(await held).toBe('passed');
  });

  test('goes on when its workers die again and again', async () => {
    await using pool = make({ maxWorkers: 2, selfHealing: true });
    const work = (n: number): number => (n % 4 === 0 ? (process.exit(1) as never) : n);
    const futures = Array.from({ length: 12 }, (_, i) => pool.submit(work, i));
    const outcomes = await Promise.allSettled(futures.map((future) => Promise.resolve(future)));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(Array.from({ length: 12 }, (_, i) => i % 4 !== 0));
  });

  test('goes on when an idle worker ends', async () => {
    await using pool = make({ maxWorkers: 1, selfHealing: true });
    await pool.submit(() => {
      setTimeout(() => process.exit(5), 1);
    });
    await until(() => pool.stats().workers === 0 || pool.stats().idle === 0, 'the end of the worker');
    expect(await pool.submit(same, 1)).toBe(1);
  });

  test('can be shut down while a worker dies', async () => {
    const pool = make({ maxWorkers: 1, selfHealing: true });
    const dying = pool.submit(() => process.exit(7));
    const waiting = pool.submit(same, 2);
    await pool.shutdown();
    expect(dying.exception()).toBeInstanceOf(broken);
    expect(waiting.result()).toBe(2);
    expect(pool.stats().workers).toBe(0);
  });
});

test('a worker process that is killed from outside fails only what it had begun', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1, selfHealing: true });
  const pid = await pool.submit(() => process.pid);
  using gate = new Gate();
  const { held } = await gate.holdNow(pool);
  const waiting = pool.submit(() => process.pid);
  process.kill(pid, 'SIGKILL');
  const failure = await failureOf(() => held);
  expect(failure.name).toBe('BrokenProcessPoolError');
  expect(`${failure.message} ${failure.cause}`).toContain('SIGKILL');
  expect(await waiting).not.toBe(pid);
});
