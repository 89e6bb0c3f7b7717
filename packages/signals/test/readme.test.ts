import { expect, test } from 'vitest';
import { runReadme } from '../../../test-support/readme-programs.ts';

test('the program of the README prints its answer and ends', { timeout: 180_000 }, async () => {
  expect(await runReadme('signals', ['core', 'native', 'signals'])).toEqual(['got SIGTERM: exit\n']);
});
