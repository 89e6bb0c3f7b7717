import { expect, test } from 'vitest';
import { runReadme } from '../../../test-support/readme-programs.ts';

test('the programs of the README about processes without a protocol and terminals print what they should', {
  timeout: 180_000,
}, async () => {
  const [, processes, terminal] = await runReadme('subprocess', ['core', 'native', 'sockets', 'transports', 'subprocess']);
  expect(processes).toBe('apple\npear\nexited with 0\nkilled: -15\n');
  expect(terminal).toBe('true true\n');
});
