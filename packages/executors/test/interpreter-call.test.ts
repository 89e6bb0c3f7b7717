import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/worker/interpreter/interpreter.ts';
import { InterpreterHarness as Harness } from './interpreter-harness.ts';

const value = (result: unknown): Outcome => ({ kind: 'value', value: result });

declare const base: number;
declare const state: { calls: number };
declare const currentWork: () => { signal: AbortSignal; context: Record<string, unknown>; worker: object } | null;
declare const currentWorker: () => object | null;

describe('work in an interpreter', () => {
  it('gets copies of its arguments, and its result is copied', async () => {
    const sent = {
      list: new Array(3).fill(1, 0, 1),
      map: new Map([['k', new Set([1n])]]),
      bytes: new Uint8Array([1, 2]),
      at: new Date(5),
      none: undefined,
    };
    const outcome = await new Harness().call((given: unknown) => given, sent);
    expect(outcome).toEqual(value(sent));
    expect(1 in (outcome as any).value.list).toBe(false);
  });

  it('sees what is shared, and the same state in the next call', async () => {
    const harness = new Harness({ base: 40, state: { calls: 0 } });
    const work = (add: number): number => {
      state.calls += 1;
      return base + add + state.calls;
    };
    expect(await harness.call(work, 1)).toEqual(value(42));
    expect(await harness.call(work, 1)).toEqual(value(43));
    expect(await new Harness({ base: 0, state: { calls: 0 } }).call(work, 1)).toEqual(value(2));
  });

  it('may be asynchronous, and of a generator gives what it returns', async () => {
    const harness = new Harness();
    expect(await harness.call('async (a) => { await null; return a }', 1)).toEqual(value(1));
    expect(await harness.call('function* (a) { yield 5; return a }', 2)).toEqual(value(2));
    expect(await harness.call('async function* (a) { yield 5; await null; return a }', 3)).toEqual(value(3));
    expect(await harness.call('() => ({ then(resolve) { resolve(4) } })')).toEqual(value(4));
    expect(await harness.call('function* () { yield 1; return Promise.resolve(5) }')).toEqual(value(5));
  });

  it('may be a script, again and again: its completion value is the result', async () => {
    const harness = new Harness();
    const script = 'const doubled = args[0] * 2; let more = doubled + 1; more';
    expect(await harness.script(script, 20)).toEqual(value(41));
    expect(await harness.script(script, 30)).toEqual(value(61));
    expect(await harness.call('() => typeof args')).toEqual(value('undefined'));
  });

  it('is sloppy or strict as it was where it was written', async () => {
    const harness = new Harness();
    const source = 'function () { return this === undefined }';
    expect(await harness.send({ kind: 'function', source, strict: true }, { args: [] })).toEqual(value(true));
    expect(await harness.send({ kind: 'function', source, strict: false }, { args: [] })).toEqual(value(false));
    const script = '/* why */ "use strict"; (function () { return this === undefined })()';
    expect(await harness.script(script)).toEqual(value(true));
  });

  it('knows itself through currentWork and currentWorker', async () => {
    const harness = new Harness();
    const work = { kind: 'function', strict: true, source: '() => ({ ...currentWork(), signal: null, same: currentWorker() })' } as const;
    const worker = { name: 'pool_0', id: 0 };
    expect(await harness.send(work, { args: [], context: { user: 'Ann' } })).toEqual(
      value({ context: { user: 'Ann' }, worker, signal: null, same: worker }),
    );
    expect(await harness.script('globalThis.later = Promise.resolve().then(() => currentWork()); 1')).toEqual(value(1));
    expect(await harness.call('() => later')).toEqual(value(null));
  });

  it('is told of its cancellation by its signal', async () => {
    const harness = new Harness();
    const outcome = harness.call(async () => {
      const signal = currentWork()?.signal as AbortSignal;
      const before = signal.aborted;
      const heard = await new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.aborted)));
      try {
        signal.throwIfAborted();
      } catch (error) {
        return [before, heard, (error as Error).name];
      }
      return 'not thrown';
    });
    harness.interpreter.abort();
    expect(await outcome).toEqual(value([false, true, 'AbortError']));
    harness.interpreter.abort();
    expect(await harness.call(() => currentWork()?.signal.aborted)).toEqual(value(false));
  });
});

describe('what work throws in an interpreter', () => {
  it('crosses with its class, name, message, properties, cause and stack', async () => {
    const outcome = await new Harness().call(`() => {
      class Refused extends TypeError { name = 'Refused'; code = 'E_NO'; retry() {} method = () => {}; }
      function deep() { throw new Refused('no', { cause: new RangeError('why') }); }
      deep();
    }`);
    expect(outcome).toMatchObject({
      kind: 'error',
      error: { type: 'TypeError', name: 'Refused', message: 'no', props: { code: 'E_NO' }, cause: { type: 'RangeError', message: 'why' } },
    });
    const { error } = outcome as any;
    expect(error.props).not.toHaveProperty('method');
    expect(error.stack).toMatch(/^Refused: no\n {4}at deep \(tsyncio:work:3:\d+\)\n {4}at tsyncio:work:4:\d+$/);
  });

  it('may be any value; what cannot be copied is told of', async () => {
    const harness = new Harness();
    expect(await harness.call('() => { throw { a: 1 } }')).toEqual({ kind: 'error', error: { value: { a: 1 } } });
    expect(await harness.call('async () => { throw undefined }')).toEqual({ kind: 'error', error: { value: undefined } });
    expect(await harness.call('() => { throw Symbol() }')).toMatchObject({
      kind: 'error',
      error: { message: expect.stringContaining('a symbol') },
    });
  });

  it('keeps the errors of an AggregateError, and ends a cause that leads back', async () => {
    const outcome = await new Harness().call(`() => {
      const error = new AggregateError([new TypeError('one'), 2], 'all');
      error.cause = error;
      throw error;
    }`);
    expect(outcome).toMatchObject({
      error: { type: 'AggregateError', errors: [{ type: 'TypeError', message: 'one' }, { value: 2 }], cause: { message: 'all' } },
    });
    expect((outcome as any).error.cause).not.toHaveProperty('cause');
  });

  it('may be that its text does not compile', async () => {
    const outcome = await new Harness().call('() => { 1 + }');
    expect(outcome).toMatchObject({ kind: 'error', error: { type: 'SyntaxError', message: "Unexpected token '}'" } });
  });
});
