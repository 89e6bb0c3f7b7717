import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { functionOf } from './function-of.ts';
import { allPools, type Pool } from './pools.ts';

/** Results that do something when they are looked at. */
const results: [string, string][] = [
  ['a getter that throws', '() => ({ get x() { throw new Error("trap"); } })'],
  ['a then that throws when it is read', '() => ({ get then() { throw new Error("trap"); } })'],
  ['a tag that throws when it is read', '() => ({ get [Symbol.toStringTag]() { throw new Error("trap"); }, f() {} })'],
  ['a proxy', '() => new Proxy({}, {})'],
  ['a proxy all of whose traps throw', '() => new Proxy({}, new Proxy({}, { get() { throw new Error("trap"); } }))'],
  ['a proxy in an object', '() => ({ inner: new Proxy({ f() {} }, { ownKeys() { throw new Error("trap"); } }) })'],
  ['a revoked proxy', '() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return { proxy }; }'],
  ['a class that throws when it is named', '() => ({ f() {}, get constructor() { throw new Error("trap"); } })'],
  ['something too deep to copy', '() => { let deep = {}; for (let i = 0; i < 100_000; i++) deep = { deep }; return deep; }'],
];

/** Errors that do. */
const errors: [string, string][] = [
  [
    'an error whose cause throws',
    '() => { throw Object.defineProperty(new Error("e"), "cause", { get() { throw new Error("trap"); } }); }',
  ],
  ['an error whose name throws', '() => { throw Object.defineProperty(new Error("e"), "name", { get() { throw new Error("trap"); } }); }'],
  ['an error whose message is none', '() => { throw Object.assign(new Error("e"), { message: Symbol("m"), stack: 5, name: null }); }'],
  [
    'an error whose class throws',
    '() => { throw Object.defineProperty(new Error("e"), "constructor", { get() { throw new Error("trap"); } }); }',
  ],
  ['a proxy of an error', '() => { throw new Proxy(new Error("e"), {}); }'],
  ['a proxy all of whose traps throw', '() => { throw new Proxy(new Error("e"), new Proxy({}, { get() { throw new Error("trap"); } })); }'],
  ['an error with circular properties', '() => { const e = new Error("e"); e.self = { e }; throw e; }'],
  ['an AggregateError of itself', '() => { const e = new AggregateError([], "e"); e.errors.push(e, e); throw e; }'],
  ['an object without a class', '() => { throw Object.create(null); }'],
  ['an error without a class', '() => { throw Object.setPrototypeOf(new Error("e"), null); }'],
];

/** Arguments that do, here. */
const args: [string, () => unknown][] = [
  ['a proxy', () => new Proxy({}, {})],
  ['a proxy all of whose traps throw', () => new Proxy({}, new Proxy({}, { get: trap }))],
  ['a revoked proxy', () => revoked()],
  ['a class that throws when it is named', () => Object.defineProperty({ f() {} }, 'constructor', { get: trap })],
  ['something too deep to copy', () => Array.from({ length: 100_000 }).reduce((deep) => ({ deep }), {})],
];

function trap(): never {
  throw new Error('trap');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return { proxy };
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && Object.keys(value).length === 0;
}

describe.each(allPools)('a pool of kind $kind survives', ({ kind, make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());
  const survives = async (): Promise<void> => {
    expect(await pool.submit((n: number) => n + 1, 1)).toBe(2);
    expect(pool.stats()).toMatchObject({ queued: 0, running: 0 });
  };

  test.each(results)('as a result: %s', async (_, text) => {
    const outcome = await Promise.resolve(pool.submit(functionOf(text))).catch((error: unknown) => error);
    // What can be read of a proxy is a copy, where results are copied before they are sent.
    if (!(kind === 'interpreter' && isEmptyObject(outcome))) expect(outcome).toBeInstanceOf(Error);
    await survives();
  });

  test.each(errors)('as an error: %s', async (_, text) => {
    const future = pool.submit(functionOf(text));
    await failureOf(() => future);
    expect(future.done()).toBe(true);
    await survives();
  });

  test.each(args)('as an argument: %s', async (_, makeValue) => {
    const future = pool.submit((...all: unknown[]) => all.length, makeValue());
    expect(await failureOf(() => future)).toBeInstanceOf(Error);
    await survives();
  });
});
