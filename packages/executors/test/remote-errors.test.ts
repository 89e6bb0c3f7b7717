import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { functionOf } from './function-of.ts';
import { allPools, nodePools, type Pool } from './pools.ts';
import { moduleUrl } from './test-modules.ts';

type Remote = Error & { code?: string; errors?: Error[]; worker?: { name: string; id: number } };

const failures = moduleUrl('failures.mjs');

describe.each(nodePools)('what work throws in a pool of kind $kind', ({ make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());
  const failureOfExport = (name: string, ...args: unknown[]): Promise<Remote> =>
    failureOf(() => pool.submit({ module: failures, export: name }, ...args));

  test.each(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError'])(
    'is a %s here, too',
    async (name) => {
      const work = functionOf(`() => { throw new ${name}('the message'); }`);
      const failure = await failureOf(() => pool.submit(work));
      expect(failure).toBeInstanceOf((globalThis as unknown as Record<string, abstract new () => Error>)[name]!);
      expect(failure).toMatchObject({ name, message: 'the message' });
      expect(Object.keys(failure)).toEqual([]);
    },
  );

  test('keeps the name, the own properties and the nearest known class of an error', async () => {
    const failure = await failureOfExport('tooHot', 99);
    expect(failure).toBeInstanceOf(RangeError);
    expect(failure).toMatchObject({ name: 'TemperatureError', message: 'too hot', degrees: 99 });
    expect(String(failure)).toBe('TemperatureError: too hot');
  });

  test('shows where it was thrown in the worker', async () => {
    const failure = await failureOfExport('tooHot', 99);
    expect(failure.stack).toContain('too hot');
    expect(failure.stack).toMatch(/tooHot.*failures\.mjs:\d+/);
  });

  test('keeps its causes', async () => {
    const failure = await failureOfExport('withCause');
    expect(failure.message).toBe('outer');
    expect(failure.cause).toBeInstanceOf(TypeError);
    expect(failure.cause).toMatchObject({ message: 'inner', cause: 'the root' });
    expect(Object.getOwnPropertyDescriptor(failure, 'cause')?.enumerable).toBe(false);
  });

  test('keeps the errors of an AggregateError', async () => {
    const failure = await failureOfExport('several');
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure.message).toBe('all of them');
    const [one, two, three] = failure.errors ?? [];
    expect(one).toBeInstanceOf(TypeError);
    expect(two).toMatchObject({ name: 'TemperatureError', degrees: 2 });
    expect(three).toBe(3);
  });

  test('may go in circles', async () => {
    const failure = await failureOfExport('circular');
    expect(failure.message).toBe('in circles');
  });

  test("keeps what the system's errors have", async () => {
    expect(await failureOfExport('systemError')).toMatchObject({ code: 'ENOENT', syscall: 'open', path: '/no/such/file', errno: -2 });
  });

  test('leaves out properties that cannot be read or copied', async () => {
    const failure = await failureOfExport('throwingGetter');
    expect(failure).toMatchObject({ message: 'hidden', plain: 'to be seen' });
    expect('trap' in failure).toBe(false);
    const work = functionOf('() => { throw Object.assign(new Error("e"), { callback() {}, fine: 1 }); }');
    const other = await failureOf(() => pool.submit(work));
    expect(other).toMatchObject({ fine: 1 });
    expect('callback' in other).toBe(false);
  });

  test('says which worker it was, in a property that does not show', async () => {
    const failure = await failureOfExport('tooHot', 99);
    expect(failure.worker).toMatchObject({ name: expect.stringMatching(/_0$/), id: expect.any(Number) });
    expect(Object.keys(failure)).toEqual(['degrees']);
  });

  test('that goes too deep is a RangeError, and the worker goes on', async () => {
    const failure = await failureOf(() => pool.submit(functionOf('function deeper() { return deeper() + 1; }')));
    expect(failure).toBeInstanceOf(RangeError);
    expect(await pool.submit(() => 1)).toBe(1);
  });

  test('is a rejection as well as an exception, and of generators, too', async () => {
    const texts = [
      'async () => { throw new RangeError("late"); }',
      '() => Promise.reject(new RangeError("late"))',
      'function* () { yield 1; throw new RangeError("late"); }',
      'async function* () { yield 1; throw new RangeError("late"); }',
      '() => ({ then(resolve, reject) { reject(new RangeError("late")); } })',
      '() => ({ get then() { throw new RangeError("late"); } })',
    ];
    for (const text of texts) {
      const failure = await failureOf(() => pool.submit(functionOf(text)));
      expect(failure).toBeInstanceOf(RangeError);
      expect(failure.message).toBe('late');
    }
  });

  test.each([
    ['zero', 0],
    ['no text', ''],
    ['false', false],
    ['a text', 'text'],
    ['a big number', 7n],
    ['an object', { code: 1 }],
    ['a list', [1]],
  ])('may be no error: %s', async (_, value) => {
    const future = pool.submit(functionOf('(value) => { throw value; }'), value);
    const outcome = await Promise.resolve(future).then(
      () => 'it did not fail',
      (error) => [error],
    );
    expect(outcome).toEqual([value]);
    expect(future.exception()).toEqual(value);
  });

  test.each([undefined, null])('may be %s, and is a failure all the same', async (value) => {
    const future = pool.submit(functionOf('(value) => { throw value; }'), value);
    const outcome = await Promise.resolve(future).then(
      () => 'it did not fail',
      () => 'it failed',
    );
    expect(outcome).toBe('it failed');
    expect(() => future.result()).toThrow();
    expect(pool.stats().failed).toBeGreaterThan(0);
  });

  test.each(['() => { throw () => 1; }', '() => { throw Symbol("s"); }', '() => { throw { deep: () => 1 }; }'])(
    'may be what cannot be copied, and is a failure all the same: %s',
    async (text) => {
      const failure = await failureOf(() => pool.submit(functionOf(text)));
      expect(failure).toBeInstanceOf(Error);
      expect(await pool.submit(() => 1)).toBe(1);
    },
  );
});

describe.each(allPools)('in a pool of kind $kind', ({ make }) => {
  test('a failure is of its own future only', async () => {
    await using pool = make({ maxWorkers: 2 });
    const futures = Array.from({ length: 20 }, (_, i) =>
      pool.submit((n: number) => {
        if (n % 3 === 0) throw new Error(`bad ${n}`);
        return n;
      }, i),
    );
    const outcomes = await Promise.allSettled(futures.map((future) => Promise.resolve(future)));
    for (const [i, outcome] of outcomes.entries()) {
      if (i % 3 === 0)
        expect(String((outcome as PromiseRejectedResult).reason.cause ?? (outcome as PromiseRejectedResult).reason)).toContain(`bad ${i}`);
      else expect(outcome).toEqual({ status: 'fulfilled', value: i });
    }
    expect(pool.stats()).toMatchObject({ completed: 13, failed: 7 });
  });
});
