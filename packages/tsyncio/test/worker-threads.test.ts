import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

test('several loops at once in each of several threads echo, and leave nothing open', SLOW, async () => {
  const bytes = Array.from({ length: 5 }, () => [50_000, 70_000]);
  expect(await runProgramOf(import.meta.url, 'echo-everywhere')).toEqual(success(`${JSON.stringify({ bytes, left: [] })}\n`));
});

test.for([
  ['a hosted run', []],
  ['a blocking run', []],
  ['a blocking run that never sleeps', []],
  ['no run', []],
  ['its own end', []],
  ['process.exit in a callback', []],
  ['process.exit in a blocking run', []],
  ['an uncaught error', ['uncaught in a worker', 'uncaught in a worker']],
] as const)('threads that end in the middle of everything give all descriptors back: %s', SLOW, async ([name, errors]) => {
  expect(await runProgramOf(import.meta.url, 'ended-workers', { args: [name] })).toEqual(
    success(`${JSON.stringify({ left: [], errors })}\n`),
  );
});
