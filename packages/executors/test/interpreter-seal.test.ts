import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InterpreterPoolExecutor } from '../src/index.ts';
import { ESCAPE_PROBE } from './escape-probe.ts';

let pool: InterpreterPoolExecutor;
// A new one for each: V8 makes other code, with other needs of the stack, of what has run often.
beforeEach(async () => {
  pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
  await pool.submit({ script: ESCAPE_PROBE });
  await pool.submit({ script: LEAK });
});
afterEach(() => pool.shutdown());

/**
 * `leak(touch)`: goes down to the end of the stack, and calls `touch` at each step of the way back, until that fails with an error of another
 * realm; null if it never does. In steps of several sizes, as it comes to a few words.
 */
const LEAK = `
globalThis.leak = (touch) => {
  let found = null;
  let left = 0;
  const call = (...words) => { touch(); return words };
  const attempt = () => {
    if (found !== null || left === 0) return;
    left -= 1;
    try { call(...new Array(left % 12)) } catch (thrown) { if (!(thrown instanceof Error)) found = thrown }
  };
  const dive = (...sizes) => { try { dive(...sizes) } catch {} attempt(); return sizes };
  for (let size = 0; size < 16 && found === null; size += 1) {
    left = 150;
    try { dive(...new Array(size).fill(size)) } catch {}
  }
  return found;
};
0;
`;

describe('close to the end of the stack, where Node’s own functions overflow it', () => {
  test.each([
    ['formatting a stack', '() => new Error("x").stack'],
    ['capturing a stack', '() => { const o = {}; Error.captureStackTrace(o); o.stack }'],
    ['currentWork', '() => currentWork().signal.throwIfAborted()'],
    ['transfer', '() => transfer({}, [new ArrayBuffer(1)])'],
    ['Atomics.waitAsync', '() => Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 1)'],
    ['Intl', '() => new Intl.NumberFormat("de").format(1.5)'],
  ])('%s leads to no process, and to nothing that can be changed', async (_title, touch) => {
    const script = `
      const error = leak(${touch});
      const found = error === null ? [] : probe(error).filter((line) => line.includes('process'));
      const changed = [];
      for (let one = error; one !== null; one = Object.getPrototypeOf(one)) {
        if (one !== error && !Object.isFrozen(one)) changed.push(String(one.constructor?.name));
      }
      [found, changed]`;
    expect(await pool.submit({ script })).toEqual([[], []]);
  });

  test('an error of the worker’s own realm does come out there, which the seal is for', async () => {
    const script =
      'const error = leak(() => new Error("x").stack); error === null ? "none" : probe(error).some((line) => line.includes("foreign"))';
    expect(await pool.submit({ script })).toBe(true);
  });
});

test('sealing leaves the interpreter itself as the language has it', async () => {
  const script = `
    class Mine extends Error { constructor(text) { super(text); this.name = 'Mine'; this.toString = () => 'own' } }
    Array.prototype.extra = 1;
    const changed = [].extra;
    delete Array.prototype.extra;
    [String(new Mine('x')), new Mine('x').name, changed, Object.isFrozen(Object.prototype), typeof (() => {}).constructor]`;
  expect(await pool.submit({ script })).toEqual(['own', 'Mine', 1, false, 'function']);
});
