import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { ProcessPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';
import { until } from './until.ts';

const same = (n: number): number => n;

describe.each(allPools)('shutdown of a pool of kind $kind', ({ make }) => {
  test('waits until all that was submitted is done and its workers have ended', async () => {
    const pool = make({ maxWorkers: 2 });
    const futures = Array.from({ length: 50 }, (_, i) => pool.submit(same, i));
    await pool.shutdown();
    expect(futures.map((future) => future.result())).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(pool.stats()).toMatchObject({ workers: 0, idle: 0, queued: 0, running: 0, completed: 50 });
  });

  test('of a pool that was never used starts nothing', async () => {
    const pool = make();
    await pool.shutdown();
    expect(pool.stats()).toMatchObject({ workers: 0, submitted: 0 });
  });

  test('refuses later work through the future, at once', async () => {
    const pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const ended = pool.shutdown();
    const late = pool.submit(same, 1);
    const failure = await failureOf(() => late);
    expect(failure).toMatchObject({ name: 'LoopError', code: 'ERR_EXECUTOR_SHUTDOWN' });
    expect(failure.message).toMatch(/shut ?down/i);
    expect(late.done()).toBe(true);
    expect(held.done()).toBe(false);
    gate.open();
    await ended;
    expect(held.result()).toBe('passed');
  });

  test('with wait: false does not wait, and what was submitted is done all the same', async () => {
    const pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = pool.submit(same, 3);
    await pool.shutdown({ wait: false });
    expect([held.done(), waiting.done()]).toEqual([false, false]);
    gate.open();
    expect([await held, await waiting]).toEqual(['passed', 3]);
    await until(() => pool.stats().workers === 0, 'the end of the workers');
  });

  test('with cancelFutures cancels what no worker has begun, and only that', async () => {
    const pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = [1, 2, 3].map((n) => pool.submit(same, n));
    const ended = pool.shutdown({ cancelFutures: true });
    expect(waiting.map((future) => future.cancelled())).toEqual([true, true, true]);
    expect(held.cancelled()).toBe(false);
    expect(await failureOf(() => waiting[0])).toMatchObject({ name: 'CancelledError', code: 'ERR_CANCELLED' });
    gate.open();
    await ended;
    expect(held.result()).toBe('passed');
  });

  test('may be called again, also to wait or to cancel after all', async () => {
    const pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = pool.submit(same, 1);
    await pool.shutdown({ wait: false });
    await pool.shutdown({ wait: false, cancelFutures: true });
    expect(waiting.cancelled()).toBe(true);
    const both = Promise.all([pool.shutdown(), pool.shutdown()]);
    gate.open();
    await both;
    expect(held.result()).toBe('passed');
    await pool.shutdown();
  });

  test('at once after work was submitted and cancelled leaves nothing', async () => {
    const pool = make({ maxWorkers: 1 });
    const future = pool.submit(same, 1);
    expect(future.cancel()).toBe(true);
    await pool.shutdown();
    expect(future.cancelled()).toBe(true);
    expect(pool.stats().workers).toBe(0);
  });

  test('happens at the end of an await using block', async () => {
    const submitted = await (async () => {
      await using pool = make({ maxWorkers: 1 });
      return { pool, future: pool.submit(same, 8) };
    })();
    expect(submitted.future.result()).toBe(8);
    expect(submitted.pool.stats().workers).toBe(0);
    expect(await failureOf(() => submitted.pool.submit(same, 1))).toMatchObject({ code: 'ERR_EXECUTOR_SHUTDOWN' });
  });

  test('waits for asynchronous work', async () => {
    const pool = make({ maxWorkers: 1 });
    const future = pool.submit(async () => {
      for (let i = 0; i < 1000; i++) await null;
      return 'late';
    });
    await pool.shutdown();
    expect(future.result()).toBe('late');
  });

  test('may be called by what is called when work is done, which may submit before', async () => {
    const pool = make({ maxWorkers: 1 });
    const ended = new Promise<unknown>((resolve) => {
      pool.submit(same, 1).addDoneCallback((first) => {
        const second = pool.submit(same, 2);
        pool.shutdown().then(() => resolve([first.result(), second.result()]));
      });
    });
    expect(await ended).toEqual([1, 2]);
  });

  test('with a worker that crashes meanwhile does not hang', async () => {
    const pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    const waiting = pool.submit(same, 1);
    const ended = pool.shutdown();
    expect(held.cancel({ force: true })).toBe(true);
    await ended;
    expect(waiting.done()).toBe(true);
    expect(pool.stats().workers).toBe(0);
  });
});

test('shut down pools leave no descriptor, listener or child behind', async () => {
  const once = async (): Promise<void> => {
    for (const { make } of allPools) {
      await using pool = make({ maxWorkers: 2 });
      await Promise.all([pool.submit(same, 1), pool.submit(same, 2), failureOf(() => pool.submit((x: null) => x, (() => 1) as never))]);
    }
  };
  await once();
  const before = { descriptors: openDescriptors().length, listeners: listeners(), timers: activeTimers() };
  for (let i = 0; i < 3; i++) await once();
  await until(() => openDescriptors().length <= before.descriptors, 'the end of the descriptors');
  expect(listeners()).toBe(before.listeners);
  // The test runner has timers too.
  await until(() => activeTimers() <= before.timers, 'the end of the timers');
});

test('a worker process has ended when shutdown says so', async () => {
  const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const pid = await pool.submit(() => process.pid);
  await pool.shutdown();
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

function listeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
