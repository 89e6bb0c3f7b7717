import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { BrokenInterpreterPoolError, InterpreterPoolExecutor, transfer } from '../src/index.ts';
import { ESCAPE_PROBE } from './escape-probe.ts';

const pools: InterpreterPoolExecutor[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.shutdown();
});

async function newPool(): Promise<InterpreterPoolExecutor> {
  const pool = new InterpreterPoolExecutor({ maxWorkers: 1 });
  pools.push(pool);
  await pool.submit({ script: ESCAPE_PROBE });
  return pool;
}

/**
 * Script that defines `told(where)`, which gives an error whose getters, `inspect` and traps tell `cell[0]` that they were called, and `cell[1]`
 * that they were given something of another realm.
 */
const TELLING = `
  const cell = new Int32Array(args[0]);
  let looking = false;
  const look = function (...given) {
    if (looking) return 'seen';
    looking = true;
    Atomics.add(cell, 0, 1);
    if (probe(this, given, ...given).length > 0) Atomics.add(cell, 1, 1);
    looking = false;
    return 'seen';
  };
  const told = () => Object.defineProperties(new Error('left behind'), {
    [Symbol.for('nodejs.util.inspect.custom')]: { value: look }, toString: { value: look }, code: { get: look, enumerable: true },
  });
  const trapped = () => new Proxy(told(), new Proxy({}, { get: (_, name) => (...given) => { look(...given); return Reflect[name](...given) } }));
`;

const died = async (pool: InterpreterPoolExecutor, script: string): Promise<{ failure: Error; foreign: number }> => {
  const memory = new SharedArrayBuffer(8);
  const failure = await failureOf(() => pool.submit({ script: `${TELLING}; ${script}; new Promise(() => {})` }, memory));
  return { failure, foreign: Atomics.load(new Int32Array(memory), 1) };
};

describe('what leaves an interpreter where nobody looks for it ends its worker, with an error that tells of it:', () => {
  test.each([
    ['a rejection that nothing handles', 'Promise.reject(told())', 'a rejection that nothing handled: Error: left behind'],
    ['a proxy in it', 'Promise.reject(trapped())', 'a rejection that nothing handled: Error: left behind'],
    ['a rejection without an error', 'Promise.reject(3)', 'a rejection that nothing handled: a number'],
    ['a rejection of an asynchronous function', '(async () => { await null; throw told() })()', 'left behind'],
    ['a FinalizationRegistry that throws', `
      const registry = new FinalizationRegistry(() => { throw told() });
      (() => { for (let i = 0; i < 50; i += 1) registry.register({}, i) })();
      (async () => { for (;;) { await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1).value; gc() } })()`, 'an error that nothing caught: Error: left behind'],
  ])('%s', async (_title, script, told) => {
    const { failure, foreign } = await died(await newPool(), script);
    expect(failure).toBeInstanceOf(BrokenInterpreterPoolError);
    expect(String((failure.cause as Error | undefined)?.message ?? failure.message)).toContain(told);
    expect(foreign).toBe(0);
  }); // biome-ignore format: a table

  test('a listener of the signal that throws', async () => {
    const pool = await newPool();
    const begun = new Int32Array(new SharedArrayBuffer(4));
    const future = pool.submit((cell: Int32Array) => {
      const signal = (globalThis as any).currentWork().signal;
      signal.onabort = (): void => {
        throw new Error('from the listener');
      };
      Atomics.store(cell, 0, 1);
      return new Promise(() => {});
    }, begun);
    await until(() => Atomics.load(begun, 0) === 1);
    future.cancel();
    const failure = await failureOf(() => future);
    expect(String((failure.cause as Error).message)).toContain('from the listener');
  });

  test('a callback of a port that throws', async () => {
    const pool = await newPool();
    const { port1, port2 } = new MessageChannel();
    const memory = new SharedArrayBuffer(8);
    await pool.submit({ script: `${TELLING}; globalThis.open = (port) => { port.onmessage = () => { throw trapped() }; port.start(); port.postMessage('ready') }; 0` }, memory); // biome-ignore format: one line
    const ready = new Promise((resolve) => port1.once('message', resolve));
    await pool.submit((port: unknown) => (globalThis as any).open(port), transfer(port2, [port2]) as unknown);
    await ready;
    const waiting = failureOf(() => pool.submit(() => new Promise(() => {})));
    port1.postMessage('now');
    expect(String(((await waiting).cause as Error).message)).toContain('an error that nothing caught: Error: left behind');
    expect(Atomics.load(new Int32Array(memory), 1)).toBe(0);
    port1.close();
  });
});

test('a rejection that is handled before the microtasks end is none that is left', async () => {
  const pool = await newPool();
  expect(await pool.submit({ script: 'const p = Promise.reject(1); p.catch(() => 2)' })).toBe(2);
  expect(await pool.submit({ script: '1' })).toBe(1);
});

test('what a port cannot receive in an interpreter is an event of its own realm', async () => {
  const pool = await newPool();
  const { port1, port2 } = new MessageChannel();
  const work = `(port) => {
    globalThis.heard = new Promise((resolve) => { port.onmessageerror = function (event) { port.close(); resolve(probe(event, event.data, this)) } });
    port.start();
  }`;
  await pool.submit({ script: `globalThis.listen = ${work}; 0` });
  await pool.submit((port: unknown) => (globalThis as any).listen(port), transfer(port2, [port2]) as unknown);
  port1.postMessage(new Blob(['of Node']));
  expect(await pool.submit({ script: 'heard' })).toEqual([]);
  port1.close();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
