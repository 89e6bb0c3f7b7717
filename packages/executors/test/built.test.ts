import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('what was built works, also where modules of the work import it', async () => {
  const program = fileURLToPath(new URL('programs/built.mjs', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program]);
  expect({ stdout, stderr }).toEqual({ stdout: 'thread ok\nprocess ok\n', stderr: '' });
});
