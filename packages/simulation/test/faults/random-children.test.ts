import { describe, expect, test } from 'vitest';
import { runChildren } from './random-children.ts';
import type { Outcome } from './random-schedule.ts';

/** Other seeds by FIRST_SEED, more of them by SEEDS. */
const FIRST = Number(process.env.FIRST_SEED ?? 1);
const COUNT = Number(process.env.SEEDS ?? 300);

describe('whatever children and their parent do at random', { timeout: 100_000 + COUNT * 100 }, () => {
  test('connectionMade comes first, connectionLost once and last, after the exit and all pipes, and nothing is left', async () => {
    const outcomes = new Map<number, Outcome>();
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) outcomes.set(seed, await runChildren(seed));
    const failed = [...outcomes].filter(([, { broken }]) => broken.length > 0);
    expect(failed.map(([seed, { ending, broken }]) => `seed ${seed} (${ending}): ${broken.join('; ')}`)).toEqual([]);
    // The schedules did something.
    const all = [...outcomes.values()];
    expect(all.reduce((sum, { moved }) => sum + moved, 0) / COUNT).toBeGreaterThan(10_000);
    const seen = new Set(all.flatMap(({ trace }) => trace.map((line) => line.split(' ').slice(2, 3).join())));
    expect([...seen].sort()).toEqual(['closed', 'data', 'exited', 'lost', 'made', 'pause', 'resume']);
    const codes = new Set(all.flatMap(({ trace }) => trace.flatMap((line) => / exited (-\d+)$/.exec(line)?.[1] ?? [])));
    expect([...codes].sort()).toEqual(['-10', '-13', '-15', '-2', '-9']);
  });

  test('the same seed takes the same turns', async () => {
    for (let seed = FIRST; seed < FIRST + 20; seed++) {
      const [one, other] = [await runChildren(seed), await runChildren(seed)];
      // Each run has processes of its own, but the same numbers.
      expect(other.trace, `seed ${seed}`).toEqual(one.trace);
    }
  });
});
