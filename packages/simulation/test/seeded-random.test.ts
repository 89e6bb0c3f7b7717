import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../src/seeded-random.ts';

function sample(seed: number, limit: number, count: number): number[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => random.below(limit));
}

describe('seeded random numbers', () => {
  test('are fixed by their seed, in every version', () => {
    expect(sample(1, 100, 10)).toEqual([78, 25, 82, 66, 9, 63, 7, 3, 66, 5]);
  });

  test.each([0, 1, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER])('of seed %i are unlike those of its neighbours', (seed) => {
    for (const other of [seed - 1, seed - 2 ** 32]) expect(sample(seed, 1000, 10)).not.toEqual(sample(other, 1000, 10));
  });

  test('reach every number below the limit about equally often', () => {
    const counts = new Array<number>(10).fill(0);
    for (const number of sample(7, 10, 10_000)) counts[number] = (counts[number] as number) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThan(1100);
  });

  test.each([0.5, Number.NaN, 2 ** 53, '1' as unknown as number])('refuses %s as a seed', (seed) => {
    expect(() => new SeededRandom(seed)).toThrow(RangeError);
  });
});
