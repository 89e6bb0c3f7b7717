import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { asCompleted, ThreadPoolExecutor, wait } from '../src/index.ts';
import { allPools } from './pools.ts';
import { withLoop } from './with-loop.ts';

const same = (n: number): number => n;

describe.each(allPools)('a pool of kind $kind', ({ make }) => {
  test('refuses an option that it does not know, naming those that it knows', () => {
    expect(() => make({ maxWorker: 1 } as never)).toThrow(/PoolExecutor has no option 'maxWorker': it takes maxWorkers, initializer, /);
  });

  test('says what map needs in the place of what is no iterable', async () => {
    await using pool = make({ maxWorkers: 1 });
    const notIterable = (): unknown => pool.map(same, [1, 2, 3] as never);
    expect(notIterable).toThrow(TypeError);
    expect(notIterable).toThrow('map needs an array of iterables, one for each parameter of the work: iterables[0] is number');
    const second = (): unknown => pool.map(same, [[1], null] as never);
    expect(second).toThrow('iterables[1] is null');
    expect(pool.stats().submitted).toBe(0);
  });

  test('leaves no iterable open whose neighbour is none', async () => {
    await using pool = make({ maxWorkers: 1 });
    const opened: string[] = [];
    const first = {
      [Symbol.iterator]: () => {
        opened.push('first');
        return [1][Symbol.iterator]();
      },
    };
    expect(() => pool.map(same, [first, 5] as never)).toThrow(TypeError);
    expect(opened).toEqual([]);
  });
});

test('an option that is too small says what is the least', () => {
  expect(() => new ThreadPoolExecutor({ maxQueue: -1 })).toThrow(new RangeError('maxQueue must be 0 or more, got -1'));
  expect(() => new ThreadPoolExecutor({ maxWorkers: 0 })).toThrow(new RangeError('maxWorkers must be greater than 0, got 0'));
});

test('a number that is no integer is shown', () => {
  expect(() => new ThreadPoolExecutor({ maxWorkers: 1.5 })).toThrow(new TypeError('maxWorkers must be an integer, got 1.5'));
  expect(() => new ThreadPoolExecutor({ maxWorkers: Number.NaN })).toThrow(new TypeError('maxWorkers must be an integer, got NaN'));
  expect(() => new ThreadPoolExecutor({ maxWorkers: '2' as never })).toThrow(new TypeError('maxWorkers must be an integer, got string'));
});

test('a time limit that is none is shown', () =>
  withLoop(async (loop) => {
    const limit = 'timeout is a number of milliseconds, ';
    expect(await failureOf(() => loop.shutdownDefaultExecutor(-1))).toEqual(
      new TypeError(`shutdownDefaultExecutor: ${limit}0 or more, got -1`),
    );
    expect(await failureOf(() => wait([], { timeout: Number.NaN }))).toEqual(new TypeError('timeout is a number of milliseconds, got NaN'));
  }));

test('selfHealing is refused when it is neither true nor false', () => {
  expect(() => new ThreadPoolExecutor({ selfHealing: 'yes' as never })).toThrow(new TypeError('selfHealing must be a boolean, got string'));
});

test('wait and asCompleted say that their options are none', async () => {
  expect(await failureOf(() => wait([], null as never))).toEqual(new TypeError('wait needs an options object, got null'));
  expect(() => asCompleted([], null as never)).toThrow(new TypeError('asCompleted needs an options object, got null'));
});
