import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

test('in a worker thread a loop has no signals, and addSignalHandler says what to do instead, which works', {
  timeout: 180_000,
}, async () => {
  expect(await runProgramOf(import.meta.url, 'signals-for-a-worker')).toEqual(
    success(
      [
        'capabilities.signals: false',
        'ERR_NOT_MAIN_THREAD: signals are handled in the main thread only: add the handler to a loop there, and let it tell this worker with a message',
        'removed: false',
        'the main thread told: SIGUSR2',
        '',
      ].join('\n'),
    ),
  );
});
