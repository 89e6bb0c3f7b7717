import { runInThisContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { functionOf } from './function-of.ts';
import { forms, methods } from './function-texts.ts';
import { allPools, nodePools, type Pool } from './pools.ts';

describe.each(allPools)('a bare function in a pool of kind $kind', ({ make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());

  test.each(forms)('may be or have: %s', async (_, text, args, result) => {
    expect(await pool.submit(functionOf(text), ...args)).toEqual(result);
  });

  test.each(methods)('may be %s', async (_, text, args, result) => {
    expect(await pool.submit(runInThisContext(text), ...args)).toEqual(result);
  });

  test('is code of strict mode only where it was', async () => {
    const text = 'function () { try { Object.freeze([1]).length = 3; return "sloppy"; } catch { return "strict"; } }';
    expect(await pool.submit(functionOf(text))).toBe('sloppy');
    expect(await pool.submit(runInThisContext(`'use strict'; (${text})`))).toBe('strict');
    expect(await pool.submit(functionOf('function () { "use strict"; return this === undefined; }'))).toBe(true);
    expect(await pool.submit(functionOf('function (n) { return 010 + n; }'), 1)).toBe(9);
  });

  test('leaves no name behind in its worker', async () => {
    const text = 'function named() { var inner = 1; return [typeof named, inner]; }';
    expect(await pool.submit(functionOf(text))).toEqual(['function', 1]);
    expect(await pool.submit(functionOf('() => [typeof named, typeof inner]'))).toEqual(['undefined', 'undefined']);
  });

  test('has what it was given, not what another of the same text was', async () => {
    const make = (): ((n: number) => number) => functionOf('(n) => n + 1');
    expect(await Promise.all([pool.submit(make(), 1), pool.submit(make(), 2)])).toEqual([2, 3]);
  });
});

describe.each(nodePools)('a bare function in a pool of kind $kind', ({ make }) => {
  test("may use Node's globals", async () => {
    await using pool = make({ maxWorkers: 1 });
    expect(await pool.submit(() => Buffer.from('hello').toString('base64'))).toBe('aGVsbG8=');
    expect(
      await pool.submit(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return [typeof process.pid, typeof fetch, typeof performance.now(), new URL('http://a/b').pathname];
      }),
    ).toEqual(['number', 'function', 'number', '/b']);
  });

  test('may load modules', async () => {
    await using pool = make({ maxWorkers: 1 });
    const work = functionOf('async (path) => (await import("node:path")).basename(path)');
    expect(await pool.submit(work, '/a/b')).toBe('b');
  });
});

test('functions of a program that tsx runs work, too', async () => {
  expect(await runProgramOf(import.meta.url, 'functions')).toEqual(success('thread 6 named\nprocess 6 named\n'));
});

test('an error in the text of a script is told by its future', async () => {
  await using pool = allPools[0]!.make({ maxWorkers: 1 });
  expect(await failureOf(() => pool.submit({ script: '1 +' }))).toBeInstanceOf(SyntaxError);
});
