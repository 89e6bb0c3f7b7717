import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ThreadPoolExecutor } from '../src/index.ts';
import { nodePools } from './pools.ts';
import { until } from './until.ts';
import type { CurrentWork } from './worker-globals.ts';

declare const currentWork: CurrentWork;

/** Goes on until it is told to stop, without ever yielding. */
const countUntilAborted = (): string => {
  const { signal } = currentWork()!;
  const end = Date.now() + 60_000;
  while (!signal.aborted && Date.now() < end);
  return signal.aborted ? 'stopped' : 'never told';
};

describe('work that runs in a thread', () => {
  test('sees that it was cancelled even while it never yields', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const future = pool.submit(countUntilAborted);
    await until(() => future.running(), 'the beginning of the work');
    expect(future.cancel()).toBe(false);
    expect([future.cancelled(), future.running()]).toEqual([false, true]);
    expect(await future).toBe('stopped');
  });

  test('can stop by signal.throwIfAborted()', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const future = pool.submit(() => {
      for (;;) currentWork()!.signal.throwIfAborted();
    });
    await until(() => future.running(), 'the beginning of the work');
    future.cancel();
    expect(await failureOf(() => future)).toBeInstanceOf(Error);
    expect(await pool.submit(() => 1)).toBe(1);
  });

  test('has a signal of its own each time', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const future = pool.submit(countUntilAborted);
    await until(() => future.running(), 'the beginning of the work');
    future.cancel();
    await future;
    expect(await pool.submit(() => currentWork()!.signal.aborted)).toBe(false);
  });

  test('is the only one that is told', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const [one, other] = [pool.submit(countUntilAborted), pool.submit(countUntilAborted)];
    await until(() => one.running() && other.running(), 'the beginning of the work');
    one.cancel();
    expect(await one).toBe('stopped');
    expect(other.running()).toBe(true);
    other.cancel();
    expect(await other).toBe('stopped');
  });
});

describe.each(nodePools)('asynchronous work in a pool of kind $kind', ({ make }) => {
  test('is told by an event of its signal', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(
      () =>
        new Promise<unknown>((resolve) => {
          const { signal } = currentWork()!;
          const tell = (): void => resolve([signal.aborted, signal.reason?.name]);
          if (signal.aborted) tell();
          signal.addEventListener('abort', tell);
          // An event listener alone keeps no process alive.
          setTimeout(() => resolve('never told'), 10_000);
        }),
    );
    await until(() => future.running(), 'the beginning of the work');
    expect(future.cancel()).toBe(false);
    expect(await future).toEqual([true, expect.stringMatching(/AbortError|CancelledError/)]);
  });

  test("may give the signal to Node's own functions", async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(async () => {
      const { signal } = currentWork()!;
      if (!(signal instanceof AbortSignal)) return 'no AbortSignal';
      const combined = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
      if (!combined.aborted) await new Promise((resolve) => combined.addEventListener('abort', resolve));
      return signal.aborted;
    });
    await until(() => future.running(), 'the beginning of the work');
    future.cancel();
    expect(await future).toBe(true);
  });

  test('finds its signal also after it has waited', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      const work = currentWork();
      return work !== null && !work.signal.aborted;
    });
    expect(await future).toBe(true);
  });

  test('that is done is not told anything any more', async () => {
    await using pool = make({ maxWorkers: 1 });
    const future = pool.submit(() => 1);
    await future;
    expect(future.cancel()).toBe(false);
    expect(await pool.submit(() => currentWork()!.signal.aborted)).toBe(false);
  });

  test('is told its worker', async () => {
    await using pool = make({ maxWorkers: 1 });
    const { worker } = await pool.submit(() => ({ worker: { ...currentWork()!.worker } }));
    expect(worker).toEqual({ name: `${pool.name}_0`, id: expect.any(Number) });
  });

  test('is nothing that the worker remembers when it is done', async () => {
    await using pool = make({ maxWorkers: 1 });
    await pool.submit(() => {
      setTimeout(() => {
        (globalThis as { seen?: unknown }).seen = currentWork() === null;
      }, 0);
    });
    let seen: unknown;
    for (let i = 0; i < 200 && seen === undefined; i++) {
      seen = await pool.submit(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return (globalThis as { seen?: unknown }).seen;
      });
    }
    expect(typeof seen).toBe('boolean');
  });
});
