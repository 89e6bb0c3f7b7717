import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root: string = fileURLToPath(new URL('..', import.meta.url));
const workflow: string = fileURLToPath(new URL('../../../.github/workflows/prebuild.yml', import.meta.url));
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'tsyncio-prebuild-'));
  cpSync(join(root, 'scripts'), join(copy, 'scripts'), { recursive: true });
});

afterEach(() => rmSync(copy, { recursive: true }));

/** The head of an ELF file for that machine, and the strings by which it is told what it needs. */
function elf(machine: number, ...strings: readonly string[]): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head.writeUInt16LE(machine, 18);
  return Buffer.concat([head, Buffer.from(strings.map((text) => `${text}\0`).join(''), 'latin1')]);
}

const complete: Readonly<Record<string, Buffer>> = {
  'linux-x64': elf(62, 'libc.so.6', 'GLIBC_2.28'),
  'linux-arm64': elf(183, 'libc.so.6', 'GLIBC_2.17', 'GLIBCXX_3.4.21'),
  'linux-x64-musl': elf(62, 'libc.musl-x86_64.so.1'),
  'linux-arm64-musl': elf(183, 'libc.musl-aarch64.so.1'),
};

function check(binaries: Readonly<Record<string, Buffer>>): { code: number | null; stderr: string } {
  for (const [name, data] of Object.entries(binaries)) {
    mkdirSync(join(copy, 'prebuilds', name), { recursive: true });
    writeFileSync(join(copy, 'prebuilds', name, 'tsyncio.node'), data);
  }
  const { status, stderr } = spawnSync(process.execPath, [join(copy, 'scripts/prebuild/check-list.mjs')], { encoding: 'utf8' });
  return { code: status, stderr };
}

test('a complete list of binaries passes', () => {
  expect(check(complete)).toEqual({ code: 0, stderr: '' });
});

test('a missing binary, one for another machine, one for another C library and an unknown folder are told', () => {
  const { 'linux-arm64': _, ...rest } = complete;
  const { code, stderr } = check({
    ...rest,
    'linux-x64': elf(183, 'libc.so.6'),
    'linux-x64-musl': elf(62, 'libc.so.6'),
    'beos-x64': elf(62),
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/linux-arm64: \S+ is missing/);
  expect(stderr).toMatch(/linux-x64: \S+ has machine arm64, not x64/);
  expect(stderr).toMatch(/linux-x64-musl: \S+ has libc glibc, not musl/);
  expect(stderr).toMatch(/prebuilds\/beos-x64 is no platform of the list/);
});

test('a binary that needs a newer system than Node does is told', () => {
  const { code, stderr } = check({ ...complete, 'linux-x64': elf(62, 'libc.so.6', 'GLIBC_2.9', 'GLIBC_2.34', 'GLIBCXX_3.4.29') });
  expect(code).toBe(1);
  expect(stderr).toContain('it needs GLIBC_2.34, but may need 2.28 at most');
  expect(stderr).toContain('it needs GLIBCXX_3.4.29, but may need 3.4.21 at most');
});

test('the workflow builds every platform of the list', () => {
  const list = "import('./scripts/prebuild/platforms.mjs').then(({ PLATFORMS }) => console.log(PLATFORMS.map(({ name }) => name).join()))";
  const platforms = execFileSync(process.execPath, ['--eval', list], { cwd: root, encoding: 'utf8' }).trim().split(',');
  const built = [...readFileSync(workflow, 'utf8').matchAll(/- platform: (\S+)/g)].map(([, name]) => name);
  expect(built.sort()).toEqual(platforms.sort());
});

test('what the release uses to try a binary works on the one of this platform', () => {
  const file = execFileSync(process.execPath, [join(root, 'bin/tsyncio-native.mjs'), 'where'], { cwd: root, encoding: 'utf8' }).trim();
  const said = execFileSync(process.execPath, [join(root, 'scripts/prebuild/use-addon.cjs'), file], { encoding: 'utf8' });
  expect(said).toBe(`node ${process.versions.node} ${process.platform}-${process.arch}: ${file} works\n`);
});
