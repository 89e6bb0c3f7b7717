import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

test('functions can be sent again after descriptors had run out', async () => {
  const ended = await runProgramOf(import.meta.url, 'function-without-descriptors', { args: ['512'], descriptors: 512 });
  expect(ended).toEqual(success('failed\nlate\n'));
});

test('a worker that could not be started is told as that, with the reason', async () => {
  const { stdout } = await runProgramOf(import.meta.url, 'no-descriptors', { args: ['message'], descriptors: 512 });
  const told = /the worker ProcessPoolExecutor-0_0 could not be started: spawn .* EMFILE\n$/;
  expect(stdout).toMatch(told);
});
