import { describe, expect, it } from 'vitest';
import { InterpreterHarness as Harness } from './interpreter-harness.ts';

/** Leaves a global view of a buffer that has been moved away. */
const moving = '() => { globalThis.kept = new Uint8Array(1); return transfer({}, [kept.buffer]) }';
const list = (value: unknown): unknown => structuredClone(value);

describe('a result that cannot be shared', () => {
  it.each([
    ['() => () => 1', 'result', 'a function'],
    ['() => ({ items: [1, { callback() {} }] })', 'result.items[1].callback', 'a function'],
    ['() => ({ "no name": { 1: Symbol.iterator } })', 'result["no name"]["1"]', 'a symbol'],
    ['() => new Map([["k", [Promise.resolve()]]])', 'result.get("k")[0]', 'a promise'],
    ['() => new Map([[() => 1, 2]])', 'result.keys()[0]', 'a function'],
    ['() => new Map([[{}, new WeakMap()]])', 'result.get(key 0)', 'a WeakMap'],
    ['() => [new Set([1, new WeakRef({})])]', 'result[0].values()[1]', 'a WeakRef'],
    ['() => new Error("x", { cause: { f() {} } })', 'result.cause.f', 'a function'],
    ['() => ({ inner: new Proxy({}, {}) })', 'result.inner', 'a Proxy'],
    ['() => [(function* () {})()]', 'result[0]', 'a generator'],
    ['() => ({ format: new Intl.NumberFormat() })', 'result.format', 'a Intl.NumberFormat'],
    ['() => ({ bytes: kept })', 'result.bytes', 'a detached ArrayBuffer'],
    ['() => { const sparse = new Array(5000); sparse[4000] = () => 1; return sparse }', 'result[4000]', 'a function'],
  ])('%s is refused with its path', async (work, path, what) => {
    const harness = new Harness();
    await harness.call(moving);
    expect(await harness.call(work)).toEqual({ kind: 'unshareable', path, what });
  });
});

describe('a result is copied', () => {
  it.each([
    ['with its cycles', '() => { const a = { list: [] }; a.list.push(a); return a }', () => circle()],
    ['with -0, NaN, bigints and wrappers', '() => [-0, NaN, 2n ** 70n, Object(1), Object("s"), Object(false)]', () => [-0, NaN, 2n ** 70n, Object(1), Object('s'), Object(false)]], // biome-ignore format: one line
    ['with dates and regular expressions', '() => ({ at: new Date(7), text: /a+/gi })', () => ({ at: new Date(7), text: /a+/gi })],
    ['with typed arrays of one buffer', '() => { const a = new Uint8Array(4); return [a, new DataView(a.buffer, 1)] }', () => views()],
    ['with sparse arrays', '() => { const sparse = new Array(1e9); sparse[5] = 1; return sparse.length }', () => 1e9],
    ['of class instances as plain data', '() => new (class Point { #z = 1; x = 1; get y() { return 2 } })()', () => ({ x: 1 })],
    ['with getters read once', '() => { let n = 0; return { get a() { return ++n } } }', () => ({ a: 1 })],
    ['without symbols as keys and hidden properties', '() => Object.defineProperty({ [Symbol("s")]: 1, a: 1 }, "h", { value: 1 })', () => ({ a: 1 })], // biome-ignore format: one line
    [
      'of changed Map and Set instances',
      '() => { class M extends Map { get() { return 0 } } return new M([[1, 2]]) }',
      () => new Map([[1, 2]]),
    ],
    ['of what only says that it is a Map', '() => ({ __proto__: Map.prototype, a: 1 })', () => ({ a: 1 })],
  ])('%s', async (_title, work, make) => {
    expect(await new Harness().call(work)).toEqual({ kind: 'value', value: list(make()) });
  });

  it('with errors of the language, their stack and their cause', async () => {
    const outcome = await new Harness().call(
      '() => { const e = new RangeError("r", { cause: new TypeError("t") }); e.cause.cause = e; return [e] }',
    );
    const [error] = (outcome as any).value as [RangeError & { cause: TypeError }];
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('r');
    expect(error.stack).toMatch(/^RangeError: r\n {4}at tsyncio:work/);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.cause.cause).toBeUndefined();
  });

  it('as deep as the stack allows, and fails beyond', async () => {
    const nest = '(depth) => { let a = []; for (let i = 0; i < depth; i += 1) a = [a]; return a }';
    const harness = new Harness();
    expect(await harness.call(nest, 500)).toMatchObject({ kind: 'value' });
    expect(await harness.call(nest, 1e6)).toMatchObject({ kind: 'error', error: { type: 'RangeError' } });
  });

  it('or moved, when it says so', async () => {
    const harness = new Harness();
    const work = '() => { const bytes = new Uint8Array(3); globalThis.kept = bytes; return transfer({ bytes }, [bytes.buffer]) }';
    const outcome = await harness.call(work);
    expect(outcome).toMatchObject({ kind: 'value', value: { bytes: new Uint8Array(3) }, moved: [new ArrayBuffer(3)] });
    expect(await harness.call('() => { transfer({}, [1]) }')).toMatchObject({ kind: 'error', error: { type: 'TypeError' } });
    expect(await harness.call('() => { transfer(1, []) }')).toMatchObject({ kind: 'error', error: { type: 'TypeError' } });
  });
});

describe('what is shared', () => {
  it('may replace names of the language, but not those that the interpreter needs', async () => {
    expect(await new Harness({ escape: 5 }).call('() => escape')).toEqual({ kind: 'value', value: 5 });
    expect(() => new Harness({ Error: 5 })).toThrow(/shared cannot have the name Error/);
  });

  it('cannot be what exists only in Node', async () => {
    expect(() => new Harness({ blob: new Blob([]) })).toThrow(/shared holds something that exists only in Node/);
    const harness = new Harness();
    expect(await harness.call('(x) => x', new Blob([]))).toMatchObject({
      kind: 'error',
      error: { type: 'NotShareableError', props: { code: 'ERR_NOT_SHAREABLE' } },
    });
    expect(await harness.call('(x) => x', 1)).toEqual({ kind: 'value', value: 1 });
  });
});

function circle(): unknown {
  const a: { list: unknown[] } = { list: [] };
  a.list.push(a);
  return a;
}

function views(): unknown {
  const a = new Uint8Array(4);
  return [a, new DataView(a.buffer, 1)];
}
