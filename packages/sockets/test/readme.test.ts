import { expect, test } from 'vitest';
import { runReadme } from '../../../test-support/readme-programs.ts';

test('the programs of the README print their answers and end', { timeout: 180_000 }, async () => {
  expect(await runReadme('sockets', ['core', 'native', 'sockets'])).toEqual(['hello\n', 'came after "here is a socket"\n']);
});
