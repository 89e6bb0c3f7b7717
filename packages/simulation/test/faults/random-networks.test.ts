import { describe, expect, test } from 'vitest';
import { runRandomNetwork } from './random-network.ts';

/** Other seeds by FIRST_SEED, more of them by SEEDS. */
const FIRST = Number(process.env.FIRST_SEED ?? 0);
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 40) }, (_, index) => FIRST + index);
/** How a connection may end on a network where anything happens but what TCP forbids. */
const ENDS = ['closed', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ECONNREFUSED'];
/** Those that some of the seeds must bring. */
const KINDS = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'closed'];

describe('on a network where anything goes wrong', () => {
  test.each(seeds)('what comes back is what was sent, as far as it comes, and nothing is left open, seed %i', async (seed) => {
    const { outcomes, left } = await runRandomNetwork(seed);
    expect(left).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(8);
    for (const { sent, received, aborts, end } of outcomes) {
      for (const code of end.split('+')) expect(ENDS).toContain(code);
      expect(received.equals(sent.subarray(0, received.length))).toBe(true);
      if (end === 'closed' && !aborts) expect(received.length).toBe(sent.length);
    }
  });

  test('the same seed brings the same run, to the last byte and millisecond', async () => {
    expect(await runRandomNetwork(7)).toEqual(await runRandomNetwork(7));
  });

  test('all kinds of ends happen', async () => {
    const seen = new Set<string>();
    for (let seed = FIRST; seed < FIRST + 200 && seen.size < KINDS.length; seed++) {
      const { outcomes } = await runRandomNetwork(seed);
      for (const code of outcomes.flatMap(({ end }) => end.split('+'))) if (KINDS.includes(code)) seen.add(code);
    }
    expect([...seen].sort()).toEqual(KINDS);
  });
});
