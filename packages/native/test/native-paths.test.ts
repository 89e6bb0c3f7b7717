import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nativeSocketCalls } from '../src/native-kernel.ts';
import { nativePaths } from '../src/native-paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsyncio-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

function freshPath(): string {
  return join(folder, `${count++}.sock`);
}

function bindTo(path: string): void {
  const { constants, ...calls } = nativeSocketCalls();
  const fd = calls.open(constants.AF_UNIX as number, constants.SOCK_STREAM as number, 0);
  expect(calls.bind(fd, path)).toBe(0);
  calls.close(fd);
}

describe('identify', () => {
  test('of nothing is null', () => {
    expect(nativePaths.identify(freshPath())).toBe(null);
  });

  test('tells sockets from other files', () => {
    const [path, file] = [freshPath(), freshPath()];
    bindTo(path);
    writeFileSync(file, '');
    expect([path, file, folder].map((one) => nativePaths.identify(one)?.isSocket)).toEqual([true, false, false]);
  });

  test('answers the same for the same file, also under another name, and something else for another', () => {
    const [path, moved, link] = [freshPath(), freshPath(), freshPath()];
    bindTo(path);
    const first = nativePaths.identify(path);
    expect(nativePaths.identify(path)).toEqual(first);
    renameSync(path, moved);
    symlinkSync(moved, link);
    expect([nativePaths.identify(moved), nativePaths.identify(link)]).toEqual([first, first]);
    bindTo(path);
    expect(nativePaths.identify(path)?.identity).not.toBe(first?.identity);
  });

  test('fails with a SystemError that names the path', () => {
    const loop = freshPath();
    symlinkSync(loop, loop);
    expect(() => nativePaths.identify(loop)).toThrow(
      expect.objectContaining({ name: 'SystemError', code: 'ELOOP', syscall: 'stat', path: loop, message: expect.stringContaining(loop) }),
    );
    writeFileSync(freshPath(), '');
    expect(() => nativePaths.identify(join(folder, `${count - 1}.sock`, 'below'))).toThrow(/stat ENOTDIR/);
  });
});

describe('remove', () => {
  test('takes a path away; of nothing it does nothing', () => {
    const path = freshPath();
    bindTo(path);
    nativePaths.remove(path);
    expect(nativePaths.identify(path)).toBe(null);
    nativePaths.remove(path);
  });

  test('fails with a SystemError that names the path', () => {
    expect(() => nativePaths.remove(folder)).toThrow(
      expect.objectContaining({ name: 'SystemError', syscall: 'unlink', path: folder, message: expect.stringContaining(folder) }),
    );
  });
});
