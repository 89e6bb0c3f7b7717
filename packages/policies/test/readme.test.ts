import { expect, test } from 'vitest';
import { runReadme } from '../../../test-support/readme-programs.ts';

test('the README has a program that sets a policy and resets it', async () => {
  expect(await runReadme('policies', ['core', 'policies'])).toEqual(['inside: true\noutside: true\nafter the reset: ERR_NO_EVENT_LOOP\n']);
});
