import { describe, expect, test } from 'vitest';
import { runPipes } from './random-pipes.ts';
import { type Outcome, runSchedule } from './random-schedule.ts';

/** Other seeds by FIRST_SEED, more of them by SEEDS. */
const FIRST = Number(process.env.FIRST_SEED ?? 1);
const COUNT = Number(process.env.SEEDS ?? 300);

describe.each([
  ['stream transports', runSchedule],
  ['pipe transports', runPipes],
])('whatever is done at random at both ends of %s', { timeout: 100_000 + COUNT * 100 }, (_what, run) => {
  test('connectionMade comes first, connectionLost once and last, data in order, pause and resume in turns, and nothing is left', async () => {
    const outcomes = new Map<number, Outcome>();
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) outcomes.set(seed, await run(seed));
    const failed = [...outcomes].filter(([, { broken }]) => broken.length > 0);
    expect(failed.map(([seed, { ending, broken }]) => `seed ${seed} (${ending}): ${broken.join('; ')}`)).toEqual([]);
    // The schedules did something.
    const all = [...outcomes.values()];
    expect(all.reduce((sum, { moved }) => sum + moved, 0) / COUNT).toBeGreaterThan(10_000);
    const seen = new Set(all.flatMap(({ trace }) => trace.map((line) => line.split(' ')[2])));
    expect([...seen].sort()).toEqual(['data', 'eof', 'lost', 'made', 'pause', 'resume']);
  });

  test('the same seed takes the same turns', async () => {
    for (let seed = FIRST; seed < FIRST + 20; seed++) {
      const [one, other] = [await run(seed), await run(seed)];
      expect(other.trace, `seed ${seed}`).toEqual(one.trace);
    }
  });
});
