import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { closure, ProcessPoolExecutor, ThreadPoolExecutor, transfer } from '../src/index.ts';
import { functionOf } from './function-of.ts';
import { Gate } from './gate.ts';
import { allPools, type PoolKind } from './pools.ts';

const inThreads: readonly PoolKind[] = allPools.filter(({ kind }) => kind !== 'process');

describe.each(inThreads)('to a pool of kind $kind', ({ make }) => {
  test('a transferred buffer is moved: it is detached here', async () => {
    await using pool = make({ maxWorkers: 1 });
    const bytes = new Uint8Array([1, 2, 3]);
    const sum = (values: Uint8Array): number => values.reduce((a, b) => a + b, 0);
    expect(await pool.submit(sum, transfer(bytes, [bytes.buffer]))).toBe(6);
    expect(bytes.byteLength).toBe(0);
  });

  test('a buffer inside of a value is moved with it', async () => {
    await using pool = make({ maxWorkers: 1 });
    const bytes = new Uint8Array(10);
    const size = (value: { deep: { bytes: Uint8Array } }): number => value.deep.bytes.length;
    expect(await pool.submit(size, transfer({ deep: { bytes } }, [bytes.buffer]))).toBe(10);
    expect(bytes.buffer.byteLength).toBe(0);
  });

  test('several arguments may each have what they move', async () => {
    await using pool = make({ maxWorkers: 1 });
    const [a, b] = [new ArrayBuffer(2), new ArrayBuffer(3)];
    const sizes = (...all: ArrayBuffer[]): number[] => all.map((each) => each.byteLength);
    expect(await pool.submit(sizes, transfer(a, [a]), new ArrayBuffer(1), transfer(b, [b]))).toEqual([2, 1, 3]);
    expect([a.byteLength, b.byteLength]).toEqual([0, 0]);
  });

  test('shared memory is shared', async () => {
    await using pool = make({ maxWorkers: 1 });
    const shared = new Int32Array(new SharedArrayBuffer(4));
    await pool.submit((cells: Int32Array) => {
      Atomics.add(cells, 0, 41);
    }, shared);
    await pool.submit(closure({ shared }, ({ shared: cells }) => Atomics.add(cells, 0, 1)));
    expect(shared[0]).toBe(42);
    const same = (await pool.submit((cells: Int32Array) => cells, shared)) as Int32Array;
    same[0] = 7;
    expect(shared[0]).toBe(7);
  });
});

describe('to and from threads', () => {
  test('a port talks with the work', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const { port1, port2 } = new MessageChannel();
    const work = (port: MessagePort): Promise<string> =>
      new Promise((resolve) => {
        port.once('message', (message) => {
          port.close();
          resolve(`heard ${message}`);
        });
        port.postMessage('ready');
      });
    const future = pool.submit(work, transfer(port2, [port2]));
    await new Promise((resolve) => port1.once('message', resolve));
    port1.postMessage('hello');
    expect(await future).toBe('heard hello');
    port1.close();
  });

  test('a port that is not transferred is refused by name', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const { port1, port2 } = new MessageChannel();
    const failure = await failureOf(() => pool.submit((value: unknown) => value, { wire: port2 }));
    expect(failure.code).toBe('ERR_NOT_SHAREABLE');
    expect(failure.message).toContain('wire');
    port1.close();
    port2.close();
  });

  test('a result of a bare function may be moved', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const work = functionOf(
      '(length) => { const bytes = new Uint8Array(length); globalThis.moved = bytes; return transfer({ bytes }, [bytes.buffer]); }',
    );
    expect(((await pool.submit(work, 1000)) as { bytes: Uint8Array }).bytes.length).toBe(1000);
    expect(await pool.submit(() => (globalThis as unknown as { moved: Uint8Array }).moved.length)).toBe(0);
  });
});

describe('transfer', () => {
  test('gives back its value, and refuses what is no list', () => {
    const buffer = new ArrayBuffer(1);
    expect(transfer(buffer, [buffer])).toBe(buffer);
    expect(() => transfer(buffer, 5 as never)).toThrow(TypeError);
  });

  test('of work that is cancelled before it begins leaves the value alone', async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    using gate = new Gate();
    await gate.holdNow(pool);
    const buffer = new ArrayBuffer(4);
    const future = pool.submit((value: ArrayBuffer) => value.byteLength, transfer(buffer, [buffer]));
    expect(future.cancel()).toBe(true);
    expect([0, 4]).toContain(buffer.byteLength);
  });
});

describe('to processes', () => {
  test('what is moved arrives', async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await pool.submit((values: Uint8Array) => values.length, transfer(bytes, [bytes.buffer]))).toBe(3);
    const work = functionOf('(length) => { const bytes = new Uint8Array(length); return transfer(bytes, [bytes.buffer]); }');
    expect(await pool.submit(work, 10)).toEqual(new Uint8Array(10));
  });

  test.each([
    ['shared memory', () => new SharedArrayBuffer(4)],
    ['a view of shared memory', () => new Int32Array(new SharedArrayBuffer(4))],
  ])('%s is refused with the path to it, as nothing is shared with a process', async (_, makeValue) => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const failure = await failureOf(() => pool.submit((value: unknown) => value, { cells: [makeValue()] }));
    expect(failure.code).toBe('ERR_NOT_SHAREABLE');
    expect(failure.message).toContain('cells[0]');
  });

  test('a port is refused, transferred or not', async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const { port1, port2 } = new MessageChannel();
    const same = (value: unknown): unknown => value;
    expect((await failureOf(() => pool.submit(same, transfer({ port2 }, [port2])))).code).toBe('ERR_NOT_SHAREABLE');
    expect((await failureOf(() => pool.submit(same, { port1 }))).code).toBe('ERR_NOT_SHAREABLE');
    expect(await pool.submit(same, 1)).toBe(1);
    port1.close();
    port2.close();
  });
});
