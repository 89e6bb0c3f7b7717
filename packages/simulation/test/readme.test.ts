import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

/** A user's project. */
const folder = mkdtempSync(join(tmpdir(), 'tsyncio-readme-'));
const installed = join(folder, 'node_modules/@tsyncio');
mkdirSync(installed, { recursive: true });
for (const name of ['core', 'simulation', 'sockets', 'subprocess', 'transports'])
  symlinkSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(installed, name));
writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));

afterAll(() => rmSync(folder, { recursive: true }));

const programs = Array.from(
  readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms),
  ([, program = '']) => program,
);

test.each([
  ['first', 0, 'an hour later 3600000\n3601000 []\n'],
  ['second', 1, 'HELLO\n3 510\n[]\n'],
  ['third', 2, "hello after the repair: true\nthe host 'server' crashed: what runs on it after a restart needs a new kernel\n"],
])('the %s program of the README prints its answer and ends', async (_which, index, stdout) => {
  const file = join(folder, `program-${index}.ts`);
  writeFileSync(file, programs[index] ?? '');
  expect(await runProgram(file)).toEqual({ code: 0, stdout, stderr: '' });
});
