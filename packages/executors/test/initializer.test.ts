import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { closure, type ExecutorFuture } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools, nodePools } from './pools.ts';
import { moduleUrl } from './test-modules.ts';
import { until } from './until.ts';

interface Prepared {
  prepared?: unknown[];
}

/** Remembers each call in the globals of the worker. */
const prepare = (...args: unknown[]): void => {
  const state = globalThis as Prepared;
  state.prepared = [...(state.prepared ?? []), args];
};
const whatWasPrepared = (): unknown => (globalThis as Prepared).prepared;

describe.each(allPools)('the initializer of a pool of kind $kind', ({ broken, make }) => {
  test('is called once in each worker, with copies of initargs, before its first work', async () => {
    await using pool = make({ maxWorkers: 2, initializer: prepare, initargs: ['key', { deep: [1n] }] });
    using gate = new Gate();
    const expected = [['key', { deep: [1n] }]];
    expect(await pool.submit(whatWasPrepared)).toEqual(expected);
    expect(await pool.submit(whatWasPrepared)).toEqual(expected);
    await gate.holdNow(pool);
    expect(await pool.submit(whatWasPrepared)).toEqual(expected);
    expect(pool.stats().workers).toBe(2);
    expect((globalThis as Prepared).prepared).toBeUndefined();
  });

  test('is not called while there is no work', async () => {
    await using pool = make({
      maxWorkers: 1,
      initializer: () => {
        throw new Error('nobody asked');
      },
    });
    expect(pool.stats().workers).toBe(0);
  });

  test('may be asynchronous: work waits for it', async () => {
    await using pool = make({
      maxWorkers: 1,
      initializer: async () => {
        for (let i = 0; i < 10; i++) await null;
        (globalThis as Prepared).prepared = ['at last'];
      },
    });
    expect(await pool.submit(whatWasPrepared)).toEqual(['at last']);
  });

  test('may have captures', async () => {
    await using pool = make({
      maxWorkers: 1,
      initializer: closure({ secret: new Map([['a', 1]]) }, ({ secret }) => {
        (globalThis as Prepared).prepared = [...secret.entries()];
      }),
    });
    expect(await pool.submit(whatWasPrepared)).toEqual([['a', 1]]);
  });

  test('that throws breaks the pool: what waits and what comes later is told the cause', async () => {
    await using pool = make({
      maxWorkers: 1,
      initializer: () => {
        throw new RangeError('no such database');
      },
    });
    const waiting = [1, 2, 3].map((n) => pool.submit((x: number) => x, n));
    for (const failure of [...(await failuresOf(waiting)), await failureOf(() => pool.submit(() => 1))]) {
      expect(failure).toBeInstanceOf(broken);
      expect(failure).toMatchObject({ code: 'ERR_BROKEN_EXECUTOR', name: broken.name });
      expect(failure.message).toMatch(/initializer/);
      expect(withCauses(failure)).toContain('RangeError: no such database');
    }
    await until(() => pool.stats().workers === 0, 'the end of the workers');
  });

  test('that rejects breaks the pool as well', async () => {
    await using pool = make({ maxWorkers: 1, initializer: () => Promise.reject(new Error('in vain')) });
    const failure = await failureOf(() => pool.submit(() => 1));
    expect(failure).toBeInstanceOf(broken);
    expect(withCauses(failure)).toContain('in vain');
  });

  test('that is not self-contained breaks the pool with a NotShareableError that names what it uses', async () => {
    const outside = { used: true };
    await using pool = make({ maxWorkers: 1, initializer: () => void outside.used });
    const failure = await failureOf(() => pool.submit(() => 1));
    expect(failure).toBeInstanceOf(broken);
    expect(withCauses(failure)).toMatch(/NotShareableError.*outside/);
  });

  test('whose arguments cannot be copied breaks the pool with a NotShareableError', async () => {
    await using pool = make({ maxWorkers: 1, initializer: prepare, initargs: [{ open: () => 1 }] });
    const failure = await failureOf(() => pool.submit(() => 1));
    expect(failure).toBeInstanceOf(broken);
    expect(withCauses(failure)).toMatch(/NotShareableError.*open/);
  });
});

describe.each(nodePools)('the initializer of a pool of kind $kind', ({ broken, make }) => {
  test('may be a function of a module, whose state the work finds', async () => {
    const countCalls = { module: moduleUrl('work.mjs'), export: 'countCalls' };
    await using pool = make({ maxWorkers: 1, initializer: countCalls });
    expect(await pool.submit(countCalls)).toBe(2);
  });

  test('that ends its worker breaks the pool', async () => {
    await using pool = make({ maxWorkers: 1, initializer: () => process.exit(41) });
    const waiting = [pool.submit(() => 1), pool.submit(() => 2)];
    for (const failure of await failuresOf(waiting)) {
      expect(failure).toBeInstanceOf(broken);
      expect(withCauses(failure)).toMatch(/\b41\b/);
    }
  });
});

test.each(allPools)('with selfHealing an initializer that always fails leaves no work waiting ($kind)', async ({ broken, make }) => {
  await using pool = make({
    maxWorkers: 1,
    selfHealing: true,
    initializer: () => {
      throw new Error('never');
    },
  });
  for (const failure of await failuresOf([pool.submit(() => 1), pool.submit(() => 2)])) {
    expect(failure).toBeInstanceOf(broken);
    expect(withCauses(failure)).toContain('never');
  }
});

function failuresOf(futures: ExecutorFuture<unknown>[]): Promise<Error[]> {
  return Promise.all(futures.map((future) => failureOf(() => future)));
}

function withCauses(error: unknown): string {
  return error instanceof Error ? `${error}; ${withCauses(error.cause)}` : String(error);
}
