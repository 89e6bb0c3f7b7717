import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkTarball } from '../check-tarball.mjs';

const folders = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const complete = {
  'package.json': '{}',
  'README.md': '',
  LICENSE: '',
  'dist/index.js': '',
  'dist/index.cjs': '',
  'dist/index.d.ts': '',
  'dist/index.d.cts': '',
  'dist/index.js.map': JSON.stringify({ sources: ['../src/index.ts'] }),
  'src/index.ts': '',
};

/** What is wrong with a tarball of these files: path -> text, `null` for a file that is left out. */
function problemsOf(files, name = '@tsyncio/policies') {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-tarball-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ ...complete, ...files })) {
    if (text === null) continue;
    const file = join(folder, 'package', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const tarball = join(folder, 'package.tgz');
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'package']);
  return checkTarball({ name }, tarball);
}

test('a tarball that has everything has no problem', () => {
  expect(problemsOf({})).toEqual([]);
});

test.each([
  [{ LICENSE: null }, 'LICENSE is not in the tarball'],
  [{ 'dist/index.d.cts': null }, 'dist/index.d.cts is not in the tarball'],
  [{ 'test/a.test.ts': '' }, 'test/a.test.ts is in the tarball'],
  [{ 'src/index.ts': null }, 'dist/index.js.map names the source ../src/index.ts, which is not in the tarball'],
  [
    { 'dist/index.js.map': JSON.stringify({ sources: ['../src/index.ts'], sourcesContent: ['text'] }) },
    'dist/index.js.map repeats the text of its sources',
  ],
])('%o is told', (files, problem) => {
  expect(problemsOf(files)).toEqual([problem]);
});

test('a tarball above its budget is told, and a package without one', () => {
  // What cannot be compressed.
  const noise = Array.from({ length: 20_000 }, () => String.fromCharCode(32 + Math.floor(Math.random() * 90))).join('');
  expect(problemsOf({ 'src/noise.ts': noise })).toEqual([expect.stringMatching(/^the tarball has \d+ bytes: more than 10000, its budget/)]);
  // A binary has a budget of its own.
  expect(problemsOf({ 'prebuilds/some-platform/tsyncio.node': noise })).toEqual([]);
  expect(problemsOf({}, '@tsyncio/new')).toEqual(['@tsyncio/new has no budget in scripts/tarball-budgets.mjs']);
});
