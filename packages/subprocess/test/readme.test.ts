import { expect, test } from 'vitest';
import { runReadme } from '../../../test-support/readme-programs.ts';

test('the programs of the README print their answers and end', { timeout: 180_000 }, async () => {
  const [first] = await runReadme('subprocess', ['core', 'native', 'sockets', 'transports', 'subprocess']);
  expect(first).toBe('on 1: pear\napple\n\nexited with 0\n');
});
