import { expect, test } from 'vitest';
import { runReadme } from '../../../test-support/readme-programs.ts';

test('the programs of the README print their answers and end', { timeout: 180_000 }, async () => {
  expect(await runReadme('transports', ['core', 'native', 'sockets', 'transports'])).toEqual([
    '',
    'one line\nand another\n',
    'written to the stream\nreceived to the protocol\n',
  ]);
});
