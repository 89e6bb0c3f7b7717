import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

test('the addon loaded twice, in the main thread and in worker threads, works in each and closes what each left open', {
  timeout: 180_000,
}, async () => {
  const works = { received: ['x', 'x'], apart: true };
  expect(await runProgramOf(import.meta.url, 'load-twice')).toEqual(
    success(`${JSON.stringify({ main: works, workers: [works, works], left: [], mainWorks: true })}\n`),
  );
});
