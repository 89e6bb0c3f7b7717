import { describe, expect, test } from 'vitest';
import { runProgramOf } from '../../../../test-support/run-program.ts';

/** Two connections and a pair of pipes, each both ways: 180 MB in all. */
const MEGABYTES = 30;
const SIZE = MEGABYTES * 1_000_000;

// Each takes a process of its own, and another that sends the signals.
describe('a thousand signals in a second', { timeout: 180_000 }, () => {
  test.each(['hosted', 'blocking'])('change no byte of what streams and pipes move in a %s run', async (how) => {
    const beside = new URL('..', import.meta.url).href;
    const { stdout, stderr, code } = await runProgramOf(beside, 'interrupted-transfer', { args: [how, String(MEGABYTES)] });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const ends = (count: number, value: unknown): unknown[] => Array(count).fill(value);
    expect(JSON.parse(stdout)).toEqual({ received: ends(6, SIZE), wrong: ends(8, 0), errors: ends(8, null), interrupted: true });
  });
});
