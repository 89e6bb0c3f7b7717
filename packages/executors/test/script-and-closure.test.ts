import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { closure } from '../src/index.ts';
import { allPools, type Pool } from './pools.ts';

describe.each(allPools)('in a pool of kind $kind', ({ make }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = make({ maxWorkers: 1 });
  });
  afterAll(() => pool.shutdown());

  describe('a script', () => {
    test('gives its completion value', async () => {
      expect(await pool.submit({ script: '1; 2; 3' })).toBe(3);
      expect(await pool.submit({ script: 'let total = 0; for (const n of [1, 2, 3]) total += n; total' })).toBe(6);
      expect(await pool.submit({ script: 'if (true) { ({ a: [1] }) } else { 2 }' })).toEqual({ a: [1] });
      expect(await pool.submit({ script: '' })).toBeUndefined();
    });

    test('finds its arguments in args', async () => {
      expect(await pool.submit({ script: 'args[0].name + args.length' }, { name: 'x' }, 2)).toBe('x2');
      expect(await pool.submit({ script: 'args.length' })).toBe(0);
    });

    test('may declare the same names again', async () => {
      const script = 'const x = args[0]; let y = 1; class Z {} function f() { return x + y; } f()';
      expect(await pool.submit({ script }, 1)).toBe(2);
      expect(await pool.submit({ script }, 2)).toBe(3);
    });

    test('is of strict mode when it says so', async () => {
      const script = '(function () { return this === undefined; })()';
      expect(await pool.submit({ script })).toBe(false);
      expect(await pool.submit({ script: `'use strict'; ${script}` })).toBe(true);
      expect(await pool.submit({ script: `// in front\n/* of it */ "use strict";\n${script}` })).toBe(true);
    });

    test('must be one by itself', async () => {
      const syntax = await failureOf(() => pool.submit({ script: '} 1; {' }));
      expect(`${syntax} ${syntax.cause}`).toContain('SyntaxError');
      expect(await pool.submit({ script: '1 // the end' })).toBe(1);
      expect(await pool.submit({ script: 'var kept = 3; kept' })).toBe(3);
      expect(await pool.submit({ script: 'kept + 1' })).toBe(4);
    });

    test('that ends with a promise gives its result', async () => {
      expect(await pool.submit({ script: '(async () => { await null; return args[0]; })()' }, 5)).toBe(5);
    });

    test('may fail', async () => {
      const failure = await failureOf(() => pool.submit({ script: 'throw new RangeError("out")' }));
      expect(`${failure} ${failure.cause}`).toContain('RangeError: out');
      const syntax = await failureOf(() => pool.submit({ script: 'this is no script' }));
      expect(`${syntax} ${syntax.cause}`).toContain('SyntaxError');
      expect(await pool.submit({ script: '1' })).toBe(1);
    });

    test('must be a text', async () => {
      const failure = await failureOf(() => pool.submit({ script: 5 } as never));
      expect(failure).toBeInstanceOf(TypeError);
      expect(failure.message).toContain('script');
    });
  });

  describe('a closure', () => {
    test('has its captures as its first argument', async () => {
      const work = closure({ offset: 10, names: new Map([[1, 'one']]) }, ({ offset, names }, n: number) => `${offset + n} ${names.get(n)}`);
      expect(await pool.submit(work, 1)).toBe('11 one');
      expect(await pool.submit(work, 2)).toBe('12 undefined');
    });

    test('may be asynchronous, or a generator', async () => {
      expect(
        await pool.submit(
          closure({ a: 1 }, async ({ a }, b: number) => a + b),
          2,
        ),
      ).toBe(3);
      const steps = closure({ a: 1 }, function* ({ a }: { a: number }): Generator<number, number, unknown> {
        yield a;
        return a + 1;
      } as never);
      expect(await pool.submit(steps as never)).toBe(2);
    });

    test('gets a copy of its captures with each call: it changes nothing here, nor for the next call', async () => {
      const captures = { list: [1] };
      const work = closure(captures, ({ list }) => list.push(0));
      expect([await pool.submit(work), await pool.submit(work)]).toEqual([2, 2]);
      expect(captures.list).toEqual([1]);
    });

    test('sees what its captures are when it is sent', async () => {
      const captures = { n: 1 };
      const work = closure(captures, ({ n }) => n);
      expect(await pool.submit(work)).toBe(1);
      captures.n = 2;
      expect(await pool.submit(work)).toBe(2);
    });
  });
});
