import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkRooms } from '../check-rooms.mjs';
import { newArea } from '../new-area.mjs';

let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tsyncio-area-'));
  mkdirSync(join(root, 'packages'));
});

afterEach(() => rmSync(root, { recursive: true }));

const read = (file) => readFileSync(join(root, 'packages/shared-memory', file), 'utf8');

test('a new area has everything a package needs', () => {
  const files = newArea('shared-memory', root);
  expect(files.map((file) => file.replace('packages/shared-memory/', ''))).toEqual([
    'README.md',
    'package.json',
    'src/area.ts',
    'src/index.ts',
    'src/time-since.ts',
    'test/time-since.test.ts',
    'tsconfig.json',
    'tsup.config.ts',
  ]);
  expect(checkRooms(root)).toEqual([]);
});

test('the name is filled in everywhere', () => {
  newArea('shared-memory', root);
  expect(JSON.parse(read('package.json'))).toMatchObject({
    name: '@tsyncio/shared-memory',
    dependencies: { '@tsyncio/core': 'workspace:*' },
  });
  expect(read('src/area.ts')).toContain("export function sharedMemory(): Area<'shared-memory', SharedMemoryApi>");
  const files = readdirSync(join(root, 'packages/shared-memory'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of files) expect(readFileSync(join(file.parentPath ?? file.path, file.name), 'utf8')).not.toMatch(/__\w+__/);
});

test('a package that is there is not overwritten', () => {
  newArea('shared-memory', root);
  expect(() => newArea('shared-memory', root)).toThrow('packages/shared-memory is there already');
});

test('a name that is not kebab-case is refused', () => {
  for (const name of ['SharedMemory', 'shared_memory', '../core', '-x', '']) expect(() => newArea(name, root)).toThrow('kebab-case');
});
