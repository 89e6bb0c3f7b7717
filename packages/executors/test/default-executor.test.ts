import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import { InterpreterPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { until } from './until.ts';
import { newLoop, withLoop } from './with-loop.ts';
import type { CurrentWorker } from './worker-globals.ts';

declare const currentWorker: CurrentWorker;

class Own extends ThreadPoolExecutor {}

const same = (n: number): number => n;
const workerName = (): string | undefined => currentWorker()?.name;

describe('the default executor', () => {
  test('is made when it is first needed, and used again', async () => {
    await withLoop(async (loop) => {
      const first = await loop.runInExecutor(null, workerName);
      expect(first).toMatch(/_0$/);
      expect(await loop.runInExecutor(null, workerName)).toBe(first);
    });
  });

  test('is one for each loop', async () => {
    const names: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      await withLoop(async (loop) => {
        names.push(await loop.runInExecutor(null, () => (globalThis as unknown as { currentWorker(): { id: number } }).currentWorker().id));
      });
    }
    expect(new Set(names).size).toBe(2);
  });

  test('runs in another thread', async () => {
    await withLoop(async (loop) => {
      (globalThis as { here?: boolean }).here = true;
      expect(await loop.runInExecutor(null, () => 'here' in globalThis)).toBe(false);
      delete (globalThis as { here?: boolean }).here;
    });
  });
});

describe('setDefaultExecutor', () => {
  test.each([
    ['a thread pool', (): ThreadPoolExecutor => new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'mine' })],
    ['an interpreter pool', (): ThreadPoolExecutor => new InterpreterPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'mine' })],
    ['a pool of a class of its own', (): ThreadPoolExecutor => new Own({ maxWorkers: 1, threadNamePrefix: 'mine' })], // biome-ignore format: one row
  ])('takes %s, which is shut down with the loop', async (_, make) => {
    const pool = make();
    await withLoop(async (loop) => {
      loop.setDefaultExecutor(pool);
      expect(await loop.runInExecutor(null, workerName)).toBe('mine_0');
    });
    expect(pool.stats().workers).toBe(0);
    expect((await failureOf(() => pool.submit(same, 1))).code).toBe('ERR_EXECUTOR_SHUTDOWN');
  });

  test('refuses anything else and changes nothing', async () => {
    await using processes = new ProcessPoolExecutor({ maxWorkers: 1 });
    await withLoop(async (loop) => {
      for (const wrong of [processes, null, undefined, {}, { kind: 'thread', submit() {} }, 5]) {
        expect(() => loop.setDefaultExecutor(wrong as never)).toThrow(TypeError);
      }
      expect(() => loop.setDefaultExecutor(processes as never)).toThrow(/ThreadPoolExecutor/);
      expect(await loop.runInExecutor(null, same, 1)).toBe(1);
    });
  });
});

describe('shutdownDefaultExecutor', () => {
  test('waits until what was submitted is done and the workers have ended', async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await withLoop(async (loop) => {
      loop.setDefaultExecutor(pool);
      const futures = Array.from({ length: 10 }, (_, i) => loop.runInExecutor(null, same, i));
      await loop.shutdownDefaultExecutor();
      expect(pool.stats()).toMatchObject({ workers: 0, completed: 10 });
      expect(await Promise.all(futures)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
  });

  test('lets nothing more into the default executor; others work on', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await withLoop(async (loop) => {
      await loop.shutdownDefaultExecutor();
      expect(() => loop.runInExecutor(null, same, 1)).toThrow(expect.objectContaining({ code: 'ERR_EXECUTOR_SHUTDOWN' }));
      expect(await loop.runInExecutor(pool, same, 1)).toBe(1);
      await loop.shutdownDefaultExecutor();
    });
  });

  test('after its time limit warns, and resolves all the same', async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    using gate = new Gate();
    await withLoop(async (loop) => {
      loop.setDefaultExecutor(pool);
      const { held } = await gate.holdNow(pool);
      const warnings = await warningsOf(() => loop.shutdownDefaultExecutor(20));
      expect(warnings.map(String).join()).toMatch(/executor.*20/s);
      expect(held.running()).toBe(true);
      gate.open();
      expect(await held).toBe('passed');
    });
    await until(() => pool.stats().workers === 0, 'the end of the worker');
  });

  test('in time warns of nothing', async () => {
    await withLoop(async (loop) => {
      await loop.runInExecutor(null, same, 1);
      expect(await warningsOf(() => loop.shutdownDefaultExecutor(5000))).toEqual([]);
    });
  });

  test.each([-1, Number.NaN, 'soon'])('refuses the time limit %j', async (timeout) => {
    await withLoop(async (loop) => {
      const failure = await failureOf(() => loop.shutdownDefaultExecutor(timeout as never));
      expect(failure.message).toContain('timeout');
    });
  });
});

test('closing a loop shuts its default executor down without waiting', async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  using gate = new Gate();
  const loop = newLoop();
  loop.setDefaultExecutor(pool);
  const { held } = await gate.holdNow(pool);
  loop.close();
  expect(held.done()).toBe(false);
  expect((await failureOf(() => pool.submit(same, 1))).code).toBe('ERR_EXECUTOR_SHUTDOWN');
  gate.open();
  expect(await held).toBe('passed');
  await until(() => pool.stats().workers === 0, 'the end of the worker');
});
