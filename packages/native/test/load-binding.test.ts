import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';

type Native = typeof import('../src/index.ts');

const folder: string = mkdtempSync(join(tmpdir(), 'tsyncio-binding-'));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The package as a process sees it whose binary is `file`. */
async function importWith(file: string): Promise<Native> {
  vi.stubEnv('TSYNCIO_NATIVE_BINDING', file);
  vi.resetModules();
  return import('../src/index.ts');
}

function failureOf(make: () => unknown): Error & { code?: string } {
  try {
    make();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

test('importing does not need the binary', async () => {
  const native = await importWith('/nowhere/tsyncio.node');
  expect(native.nativeKernel).toBeTypeOf('function');
});

test('a missing binary is told with the platform, the file, and how to build it', async () => {
  const { nativeKernel, BindingError } = await importWith('/nowhere/tsyncio.node');
  const error = failureOf(nativeKernel);
  expect(error).toBeInstanceOf(BindingError);
  expect(error.name).toBe('BindingError');
  expect(error.code).toBe('ERR_NO_BINDING');
  expect(error.message).toContain(`${process.platform}-${process.arch}`);
  expect(error.message).toContain('/nowhere/tsyncio.node');
  expect(error.message).toContain('TSYNCIO_NATIVE_BINDING');
  expect(error.message).toContain('npx @tsyncio/native build');
  const program = /node "(.+tsyncio-native\.mjs)" build/.exec(error.message)?.[1] ?? 'no program';
  expect(existsSync(program), `${program} exists`).toBe(true);
});

test('the socket calls alone need the binary too', async () => {
  const { nativeSocketCalls, BindingError } = await importWith('/nowhere/tsyncio.node');
  expect(() => nativeSocketCalls()).toThrow(BindingError);
});

test('a binary that cannot be loaded is told with its file and the cause', async () => {
  const broken = join(folder, 'broken.node');
  writeFileSync(broken, 'this is no shared library');
  try {
    const { nativeKernel, BindingError } = await importWith(broken);
    const error = failureOf(nativeKernel);
    expect(error).toBeInstanceOf(BindingError);
    expect(error.message).toContain(broken);
    expect(error.message).toContain('npx @tsyncio/native build');
    expect(error.cause).toBeInstanceOf(Error);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a failure is not remembered: the binary is looked for again', async () => {
  const { nativeKernel } = await importWith('/nowhere/tsyncio.node');
  failureOf(nativeKernel);
  vi.unstubAllEnvs();
  const kernel = nativeKernel();
  expect(kernel.name).toBe('native');
  kernel.close();
});

test('a second copy of the package in one thread works beside the first', async () => {
  const first = (await importWith('')).nativeKernel();
  const second = (await importWith('')).nativeKernel();
  first.turns.wake();
  second.turns.wake();
  expect([first.turns.poll(), second.turns.poll()]).toEqual([0, 0]);
  first.close();
  second.close();
});
