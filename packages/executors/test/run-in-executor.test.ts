import { CancelledError, getRunningLoop, sleep } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { ThreadPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools, threads } from './pools.ts';
import { moduleUrl } from './test-modules.ts';
import { until } from './until.ts';
import { newLoop, withLoop } from './with-loop.ts';
import type { CurrentWork } from './worker-globals.ts';

declare const currentWork: CurrentWork;

const same = (n: number): number => n;
const fail = (): never => {
  throw new RangeError('no');
};

describe.each(allPools)('runInExecutor with a pool of kind $kind', ({ kind, make }) => {
  test('gives a future of the loop, whose result is set in a turn of the loop', async () => {
    await using pool = make({ maxWorkers: 1 });
    await withLoop(async (loop) => {
      const future = loop.runInExecutor(pool, same, 5);
      expect(future.getLoop()).toBe(loop);
      let within: unknown;
      future.addDoneCallback(() => {
        within = getRunningLoop();
      });
      expect(await future).toBe(5);
      expect(within).toBe(loop);
    });
  });

  test('submits at once', async () => {
    await using pool = make({ maxWorkers: 1 });
    await withLoop(async (loop) => {
      const future = loop.runInExecutor(pool, same, 5);
      expect(pool.stats().submitted).toBe(1);
      await future;
    });
  });

  test('gives the failure of the work', async () => {
    await using pool = make({ maxWorkers: 1 });
    await withLoop(async (loop) => {
      const failure = await failureOf(() => loop.runInExecutor(pool, fail));
      if (kind === 'interpreter') expect(failure).toMatchObject({ code: 'ERR_EXECUTION_FAILED' });
      else expect(failure).toBeInstanceOf(RangeError);
      const outside = 1;
      expect((await failureOf(() => loop.runInExecutor(pool, () => outside))).code).toBe('ERR_NOT_SHAREABLE');
    });
  });

  test('cancelling the future cancels work that no worker has begun', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const { held } = await gate.holdNow(pool);
    await withLoop(async (loop) => {
      const future = loop.runInExecutor(pool, same, 5);
      expect(future.cancel()).toBe(true);
      expect(await failureOf(() => future)).toBeInstanceOf(CancelledError);
      await until(() => pool.stats().cancelled === 1, 'the cancellation of the work');
      expect(pool.stats().queued).toBe(0);
    });
    gate.open();
    expect(await held).toBe('passed');
  });

  test('cancelling a task that waits for it does so, too', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    await withLoop(async (loop) => {
      const task = loop.createTask(async () => {
        await loop.runInExecutor(pool, same, 5);
      });
      await sleep(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await until(() => pool.stats().cancelled === 1, 'the cancellation of the work');
    });
  });

  test('drops the result of work that runs on after its future was cancelled', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    await withLoop(async (loop) => {
      const { held } = await gate.holdNow(pool);
      const future = loop.runInExecutor({ submit: () => held } as never, same, 1);
      expect(future.cancel()).toBe(true);
      expect(await failureOf(() => future)).toBeInstanceOf(CancelledError);
      gate.open();
      await until(() => pool.stats().completed === 1);
      expect(future.cancelled()).toBe(true);
    });
  });

  test('touches nothing of a loop that is closed before the work is done', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    const loop = newLoop();
    const reports: unknown[] = [];
    loop.setExceptionHandler((_loop, context) => reports.push(context));
    const future = loop.runInExecutor(pool, same, 5);
    loop.close();
    gate.open();
    await until(() => pool.stats().completed + pool.stats().cancelled === 2, 'the end of the work');
    expect(future.done() && !future.cancelled()).toBe(false);
    expect(reports).toEqual([]);
  });

  test('refuses a closed loop', async () => {
    await using pool = make({ maxWorkers: 1 });
    const loop = newLoop();
    loop.close();
    expect(() => loop.runInExecutor(pool, same, 1)).toThrow(expect.objectContaining({ code: 'ERR_LOOP_CLOSED' }));
    expect(pool.stats().submitted).toBe(0);
  });

  test('of a pool that is shut down fails the future', async () => {
    const pool = make({ maxWorkers: 1 });
    await pool.shutdown();
    await withLoop(async (loop) => {
      const failure = await failureOf(() => loop.runInExecutor(pool, same, 1));
      expect(failure).toMatchObject({ code: 'ERR_EXECUTOR_SHUTDOWN' });
    });
  });
});

describe('runInExecutor with threads', () => {
  test('tells work that runs of the cancellation of its future', async () => {
    await using pool = threads.make({ maxWorkers: 1 });
    const shared = new Int32Array(new SharedArrayBuffer(4));
    await withLoop(async (loop) => {
      const future = loop.runInExecutor(
        pool,
        (cell: Int32Array) => {
          const { signal } = currentWork()!;
          Atomics.store(cell, 0, 1);
          const end = Date.now() + 60_000;
          while (!signal.aborted && Date.now() < end);
          Atomics.store(cell, 0, signal.aborted ? 2 : 3);
        },
        shared,
      );
      await until(() => shared[0] === 1, 'the beginning of the work');
      expect(future.cancel()).toBe(true);
      expect(await failureOf(() => future)).toBeInstanceOf(CancelledError);
      await until(() => shared[0] !== 1, 'the end of the work');
      expect(shared[0]).toBe(2);
    });
  });

  test('takes every form of work', async () => {
    await withLoop(async (loop) => {
      const module = moduleUrl('work.mjs');
      expect(await loop.runInExecutor(null, { module, export: 'add' }, 1, 2)).toBe(3);
      expect(await loop.runInExecutor(null, { script: 'args[0] * 2' }, 4)).toBe(8);
    });
  });

  test('refuses what is no executor', async () => {
    await withLoop(async (loop) => {
      expect(() => loop.runInExecutor(5 as never, same, 1)).toThrow(TypeError);
      expect(() => loop.runInExecutor({} as never, same, 1)).toThrow(TypeError);
    });
  });

  test('a failure that nobody asks for is reported by the loop', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await withLoop(async (loop, reports) => {
      (() => void loop.runInExecutor(pool, fail))();
      await until(() => pool.stats().failed === 1, 'the failure');
      await until(() => {
        globalThis.gc?.();
        return reports.length > 0;
      }, 'the report');
      expect(String(reports.splice(0)[0]?.exception)).toContain('no');
    });
  });

  test('many at once, from several loops', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const sums = await Promise.all(
      [1, 2, 3].map(async (factor) => {
        let sum = 0;
        await withLoop(async (loop) => {
          const futures = Array.from({ length: 50 }, (_, i) => loop.runInExecutor(pool, (a: number, b: number) => a * b, i, factor));
          for (const future of futures) sum += await future;
        });
        return sum;
      }),
    );
    expect(sums).toEqual([1225, 2450, 3675]);
  });
});

test('a run that blocks its thread goes on when a thread of a pool is done', async () => {
  const { stdout, ...rest } = await runProgramOf(import.meta.url, 'blocking-run');
  expect({ ...rest, stdout }).toEqual(success('42\n[1,4,9]\nRangeError: no\ncancelled true\nnothing of Node ran\nended\n'));
});
