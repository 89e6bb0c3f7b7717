import { TimeoutError } from '@tsyncio/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { closure, ThreadPoolExecutor } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';
import { until } from './until.ts';

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

/** Its results, and what ended them. */
async function upToFailure<T>(results: AsyncIterable<T>): Promise<[T[], Error & { code?: string }]> {
  const list: T[] = [];
  const failure = await failureOf(async () => {
    for await (const result of results) list.push(result);
  });
  return [list, failure];
}

afterEach(() => {
  vi.useRealTimers();
});

const square = (n: number): number => n * n;
const failOnFour = (n: number): number => {
  if (n === 4) throw new RangeError('four');
  return n;
};

function* naturals(taken: { count: number }): Generator<number> {
  for (let n = 0; ; n++) {
    taken.count = n + 1;
    yield n;
  }
}

describe.each(allPools)('map of a pool of kind $kind', ({ make }) => {
  test('gives results in the order of the elements, whatever is done first', async () => {
    await using pool = make({ maxWorkers: 2 });
    const slowForSmall = (n: number): number => {
      let sum = 0;
      for (let i = 0; i < (10 - n) * 100_000; i++) sum += i;
      return sum < 0 ? -1 : n;
    };
    expect(await all(pool.map(slowForSmall, [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('takes one element of each iterable, until the shortest ends', async () => {
    await using pool = make({ maxWorkers: 1 });
    const join = (a: number, b: string, c: boolean): string => `${a}${b}${c}`;
    expect(await all(pool.map(join, [[1, 2, 3], new Set(['a', 'b']), [true, false, true]]))).toEqual(['1atrue', '2bfalse']);
    expect(await all(pool.map(square, [[]]))).toEqual([]);
  });

  test.each([1, 2, 3, 7, 100])('gives the same in chunks of %i', async (chunksize) => {
    await using pool = make({ maxWorkers: 2 });
    const elements = Array.from({ length: 10 }, (_, i) => i);
    expect(await all(pool.map(square, [elements], { chunksize }))).toEqual(elements.map(square));
  });

  test.each([1, 2])('gives the results before a failure, in chunks of %i, and then the failure', async (chunksize) => {
    await using pool = make({ maxWorkers: 1 });
    const [results, failure] = await upToFailure(pool.map(failOnFour, [[0, 1, 2, 3, 4, 5, 6, 7]], { chunksize }));
    expect(results).toEqual([0, 1, 2, 3]);
    expect(`${failure} ${failure.cause}`).toContain('four');
  });

  test('works with a closure', async () => {
    await using pool = make({ maxWorkers: 1 });
    const work = closure({ factor: 3 }, ({ factor }, n: number) => factor * n);
    expect(await all(pool.map(work, [[1, 2, 3]], { chunksize: 2 }))).toEqual([3, 6, 9]);
  });

  test('with buffersize takes no more of an endless iterable than that much ahead', async () => {
    await using pool = make({ maxWorkers: 2 });
    const taken = { count: 0 };
    const results: number[] = [];
    for await (const result of pool.map(square, [naturals(taken)], { buffersize: 3 })) {
      results.push(result);
      expect(taken.count).toBeLessThanOrEqual(results.length + 3);
      if (results.length === 20) break;
    }
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
  });

  test('with buffersize and chunks takes no more than that many elements or chunks ahead', async () => {
    await using pool = make({ maxWorkers: 2 });
    const taken = { count: 0 };
    const results: number[] = [];
    for await (const result of pool.map(square, [naturals(taken)], { buffersize: 4, chunksize: 2 })) {
      results.push(result);
      expect(taken.count).toBeLessThanOrEqual(results.length + 10);
      if (results.length === 11) break;
    }
    expect(results).toEqual(Array.from({ length: 11 }, (_, i) => i * i));
  });

  test('submits during the call, before anybody asks for results', async () => {
    await using pool = make({ maxWorkers: 1 });
    const results = pool.map(square, [[1, 2, 3]]);
    expect(pool.stats().submitted).toBe(3);
    await until(() => pool.stats().completed === 3, 'the work');
    expect(await all(results)).toEqual([1, 4, 9]);
  });

  test('with buffersize submits that much during the call', async () => {
    await using pool = make({ maxWorkers: 1 });
    const results = pool.map(square, [[1, 2, 3, 4]], { buffersize: 2 });
    await until(() => pool.stats().completed === 2, 'the work');
    expect(pool.stats().submitted).toBe(2);
    expect(await all(results)).toEqual([1, 4, 9, 16]);
  });

  test('leaving early cancels what no worker has begun', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const results = pool.map(square, [[1, 2, 3, 4]])[Symbol.asyncIterator]();
    expect(await results.next()).toEqual({ value: 1, done: false });
    await until(() => pool.stats().completed === 4, 'the first map');
    await gate.holdNow(pool);
    const more = pool.map(square, [[1, 2, 3, 4]])[Symbol.asyncIterator]();
    await more.return?.();
    expect(pool.stats()).toMatchObject({ cancelled: 4, queued: 0 });
    gate.open();
    expect(await pool.submit(square, 5)).toBe(25);
    expect(pool.stats().completed).toBe(6);
  });

  test('leaving early closes the iterables', async () => {
    await using pool = make({ maxWorkers: 1 });
    let closed = false;
    function* elements(): Generator<number> {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        closed = true;
      }
    }
    for await (const _ of pool.map(square, [elements()], { buffersize: 1 })) break;
    expect(closed).toBe(true);
  });

  test('a failure cancels the rest', async () => {
    await using pool = make({ maxWorkers: 1 });
    const results = pool.map(failOnFour, [[4, 5, 6, 7, 8]]);
    using gate = new Gate();
    gate.hold(pool);
    const [before] = await upToFailure(results);
    expect(before).toEqual([]);
    gate.open();
    await until(() => pool.stats().queued === 0 && pool.stats().running === 0, 'the end of all work');
    const { completed, failed, cancelled } = pool.stats();
    expect(completed + failed + cancelled).toBe(6);
  });

  test('the time limit counts from the call, keeps earlier results and cancels the rest', async () => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const [work, passes, waits] = gate.workFor(pool);
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const results = pool.map(work, [[passes, waits, passes]], { timeout: 100 })[Symbol.asyncIterator]();
    expect(await results.next()).toEqual({ value: 'passed', done: false });
    const failing = failureOf(() => results.next());
    while (!gate.isWaitedAt(pool)) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(99);
    expect(pool.stats().cancelled).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failing).toBeInstanceOf(TimeoutError);
    vi.useRealTimers();
    expect(pool.stats().cancelled).toBe(1);
  });

  test('results that came in time are given after the time limit as well', async () => {
    await using pool = make({ maxWorkers: 1 });
    await pool.submit(square, 1);
    const results = pool.map(square, [[1, 2, 3]], { timeout: 100_000 });
    expect(await all(results)).toEqual([1, 4, 9]);
  });

  test.each([
    [{ chunksize: 0 }, RangeError, /chunksize/],
    [{ chunksize: -1 }, RangeError, /chunksize/],
    [{ chunksize: 1.5 }, Error, /chunksize/],
    [{ chunksize: 'two' }, TypeError, /chunksize/],
    [{ buffersize: 0 }, RangeError, /buffersize/],
    [{ buffersize: -1 }, RangeError, /buffersize/],
    [{ buffersize: 'all' }, TypeError, /buffersize/],
    [{ buffersize: 2.5 }, Error, /buffersize/],
    [{ timeout: 'soon' }, TypeError, /timeout/],
    [{ timeout: Number.NaN }, Error, /timeout/],
  ])('refuses %j during the call', async (options, type, message) => {
    await using pool = make({ maxWorkers: 1 });
    expect(() => pool.map(square, [[1]], options as never)).toThrow(type);
    expect(() => pool.map(square, [[1]], options as never)).toThrow(message);
    expect(pool.stats().submitted).toBe(0);
  });

  test('refuses what is not a list of iterables', async () => {
    await using pool = make({ maxWorkers: 1 });
    expect(() => pool.map(square, [1 as never])).toThrow(TypeError);
    expect(() => pool.map(square, 5 as never)).toThrow(TypeError);
  });

  test('an iterable that throws is told, and nothing is left waiting', async () => {
    await using pool = make({ maxWorkers: 1 });
    function* elements(): Generator<number> {
      yield 1;
      throw new EvalError('no more');
    }
    const failure = await failureOf(async () => all(pool.map(square, [elements()])));
    expect(failure).toBeInstanceOf(EvalError);
  });

  test('fails for work that cannot be sent, and after shutdown', async () => {
    const pool = make({ maxWorkers: 1 });
    const outside = 2;
    const failure = await failureOf(async () => all(pool.map((n: number) => n * outside, [[1, 2]])));
    expect(failure).toMatchObject({ code: 'ERR_NOT_SHAREABLE' });
    await pool.shutdown();
    const late = await failureOf(async () => all(pool.map(square, [[1]])));
    expect(late).toMatchObject({ code: 'ERR_EXECUTOR_SHUTDOWN' });
  });
});

test('a chunk that cannot be copied fails by itself', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const [results, failure] = await upToFailure(pool.map((x: unknown) => typeof x, [[1, 2, () => 3, 4]], { chunksize: 2 }));
  expect(results).toEqual(['number', 'number']);
  expect(failure).toMatchObject({ code: 'ERR_NOT_SHAREABLE' });
  expect(await pool.submit(square, 3)).toBe(9);
});
