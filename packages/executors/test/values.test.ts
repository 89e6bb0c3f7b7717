import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { allPools, type Pool } from './pools.ts';

const same = (value: unknown): unknown => value;

const plain: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['minus zero', -0],
  ['not a number', Number.NaN],
  ['a big number', 2n ** 80n],
  ['text beyond ASCII', 'ünïcödé \u{1f600} \0 \ud800'],
  ['a date', new Date(86_400_000)],
  ['an invalid date', new Date(Number.NaN)],
  ['a regular expression', /a+\/b/giu],
  ['a map', new Map<unknown, unknown>([[{ key: 1 }, new Map([[1, new Set([2])]])]])],
  ['a set', new Set([1, 'a', null])],
  ['an array with holes', Object.assign(new Array(3), { 0: 1, 2: 3 })],
  ['nested objects', { a: { b: [{ c: new Date(0) }] }, '': 1, 'two words': undefined }],
  ['boxed values', [Object(1), Object('a'), Object(false)]],
  ['an array of bytes', new Uint8Array([1, 2, 255])],
  ['floats', new Float64Array([0.1, Number.NaN, -0])],
  ['big integers', new BigInt64Array([-1n, 2n ** 62n])],
  ['a part of a buffer', new Uint16Array(new Uint16Array([1, 2, 3, 4]).buffer, 2, 2)],
  ['a data view', new DataView(new Uint8Array([1, 2, 3]).buffer, 1)],
  ['a buffer', new Uint8Array([9, 8]).buffer],
];

describe.each(allPools)('values to and from a pool of kind $kind', ({ make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());

  test.each(plain)('copies %s', async (_, value) => {
    const copy = await pool.submit(same, value);
    expect(copy).toStrictEqual(value);
    if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
  });

  test('knows in the worker what a value is', async () => {
    const kinds = (...values: unknown[]): string[] => values.map((value) => Object.prototype.toString.call(value).slice(8, -1));
    expect(await pool.submit(kinds, new Map(), new Date(), [], 1n, new Uint8Array(1), /a/, new Error('e'))).toEqual([
      'Map',
      'Date',
      'Array',
      'BigInt',
      'Uint8Array',
      'RegExp',
      'Error',
    ]);
    const usable = (map: Map<string, number>, date: Date, list: number[]): unknown => [
      map instanceof Map && map.get('a'),
      date instanceof Date && date.getTime(),
      Array.isArray(list) && list.at(-1),
    ];
    expect(await pool.submit(usable, new Map([['a', 1]]), new Date(5), [7])).toEqual([1, 5, 7]);
  });

  test('the bytes of a Buffer arrive', async () => {
    const copy = await pool.submit((bytes: Uint8Array) => bytes, Buffer.from('hello'));
    expect(Buffer.from(copy as Uint8Array).toString()).toBe('hello');
  });

  test('keeps cycles, and that two things are one', async () => {
    const list: unknown[] = [1];
    const value = { list, again: list, itself: null as unknown };
    value.itself = value;
    const copy = (await pool.submit(same, value)) as typeof value;
    expect(copy.itself).toBe(copy);
    expect(copy.again).toBe(copy.list);
    expect(copy.list).toEqual([1]);
  });

  test('an argument that is given twice is one thing there', async () => {
    const thing = { n: 1 };
    expect(await pool.submit((a: object, b: object) => a === b, thing, thing)).toBe(true);
  });

  test('is not told of what the worker does to its copy', async () => {
    const list = [3, 1, 2];
    expect(await pool.submit((given: number[]) => given.sort(), list)).toEqual([1, 2, 3]);
    expect(list).toEqual([3, 1, 2]);
  });

  test('instances of classes arrive as what they hold', async () => {
    class Point {
      constructor(
        readonly x: number,
        readonly y: number,
      ) {}
      get sum(): number {
        return this.x + this.y;
      }
    }
    expect(await pool.submit(same, new Point(1, 2))).toStrictEqual({ x: 1, y: 2 });
  });

  test('an error may be an argument or a result without being a failure', async () => {
    const copy = (await pool.submit(same, new RangeError('just a value'))) as Error;
    expect(copy).toBeInstanceOf(RangeError);
    expect(copy.message).toBe('just a value');
  });

  test('megabytes arrive', async () => {
    const bytes = new Uint8Array(3 << 20).map((_, i) => i % 251);
    const copy = (await pool.submit(same, bytes)) as Uint8Array;
    expect(Buffer.compare(copy, bytes)).toBe(0);
    expect(((await pool.submit(same, 'x'.repeat(5_000_000))) as string).length).toBe(5_000_000);
  });

  test('a getter is read where it is', async () => {
    const value = {
      get now(): string {
        return 'read';
      },
    };
    expect(await pool.submit(same, value)).toStrictEqual({ now: 'read' });
  });

  test('a getter that throws fails the future, not the call', async () => {
    const value = {
      get now(): string {
        throw new EvalError('unreadable');
      },
    };
    const failure = await failureOf(() => pool.submit(same, value));
    expect(`${failure} ${failure.cause}`).toContain('unreadable');
    expect(await pool.submit(same, 1)).toBe(1);
  });
});

/** What cannot be copied, with the path that names it. */
const unshareable: [string, () => unknown, string][] = [
  ['a function', () => ({ items: [1, { callback: () => 1 }] }), 'items[1].callback'],
  ['a symbol', () => ({ tag: Symbol('mark') }), 'tag'],
  ['a promise', () => [[Promise.resolve()]], '[0][0]'],
  ['a weak map', () => ({ 'two words': new WeakMap() }), 'two words'],
  ['something in a map', () => ({ map: new Map([['key', () => 1]]) }), 'map'],
  ['something in a set', () => ({ set: new Set([() => 1]) }), 'set'],
  ['a function itself', () => () => 1, ''],
];

describe.each(allPools)('what cannot be copied, in a pool of kind $kind', ({ make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());

  test.each(unshareable)('%s as an argument fails its own future, with the path to it', async (_, makeValue, path) => {
    const others = [pool.submit(same, 1), pool.submit(same, 2)];
    const future = pool.submit((...values: unknown[]) => values, 0, makeValue());
    const after = pool.submit(same, 3);
    const failure = await failureOf(() => future);
    expect(failure).toMatchObject({ name: 'NotShareableError', code: 'ERR_NOT_SHAREABLE' });
    expect(failure.message).toContain(path);
    expect(failure.message).toMatch(/1|second/);
    expect(await Promise.all([...others, after])).toEqual([1, 2, 3]);
  });

  test.each([
    ['a function', () => ({ items: [1, { callback: (): number => 1 }] }), 'items[1].callback'],
    ['a symbol', () => ({ tag: Symbol.iterator }), 'tag'],
    ['a promise inside', () => [[Promise.resolve()]], '[0][0]'],
    ['a weak map', () => ({ deep: { weak: new WeakMap() } }), 'deep.weak'],
    ['a function itself', () => () => 1, 'result'],
  ])('%s as a result fails its own future, with the path to it', async (_, work, path) => {
    const failure = await failureOf(() => pool.submit(work as () => unknown));
    expect(failure).toMatchObject({ name: 'NotShareableError', code: 'ERR_NOT_SHAREABLE' });
    expect(failure.message).toContain(path);
    expect(failure.message).toContain('result');
    expect(await pool.submit(same, 3)).toBe(3);
  });
});
