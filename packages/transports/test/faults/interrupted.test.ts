import { describe, expect, test } from 'vitest';
import { runProgramOf } from '../../../../test-support/run-program.ts';

/** Two connections, both ways: 200 MB in all. */
const MEGABYTES = 50;
const SIZE = MEGABYTES * 1_000_000;

// Each takes a process of its own, and another that sends the signals.
describe('a thousand signals in a second', { timeout: 60_000 }, () => {
  test.each(['hosted', 'blocking'])('change no byte of what streams move in a %s run', async (how) => {
    const beside = new URL('..', import.meta.url).href;
    const { stdout, stderr, code } = await runProgramOf(beside, 'interrupted-transfer', { args: [how, String(MEGABYTES)] });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const four = <Value>(value: Value): Value[] => Array(4).fill(value);
    expect(JSON.parse(stdout)).toEqual({ received: four(SIZE), wrong: four(0), errors: four(null), interrupted: true });
  });
});
