import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

const HEALED = 'replaced 1 1 1\nbehind one that was killed 1\nended\n';

test('a run that blocks its thread is told when a thread ends, and goes on with the next', async () => {
  const ended = await runProgramOf(import.meta.url, 'blocking-run-ends', { args: ['thread'] });
  const died = /^BrokenThreadPoolError: Error: .* ended with exit code 3\nBrokenThreadPoolError 1\n/;
  expect({ ...ended, stdout: ended.stdout.replace(died, '') }).toEqual(success(HEALED));
});

test('a run that blocks its thread is told when an interpreter ends, and goes on with the next', async () => {
  const { stdout, code } = await runProgramOf(import.meta.url, 'blocking-run-ends', { args: ['interpreter'] });
  const died = /^BrokenInterpreterPoolError: Error: .* ended with exit code 1\nBrokenInterpreterPoolError 1\n/;
  expect({ code, stdout: stdout.replace(died, '') }).toEqual({ code: 0, stdout: HEALED });
});
