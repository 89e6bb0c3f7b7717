import { describe, expect, test, vi } from 'vitest';
import { LONGEST_TIMEOUT } from '../src/future/after-time.ts';
import { PoolFuture } from '../src/future/pool-future.ts';
import { asCompleted, ProcessPoolExecutor, ThreadPoolExecutor, transfer, wait } from '../src/index.ts';
import { Line } from '../src/pool/line.ts';
import { Gate } from './gate.ts';
import { allPools, threads } from './pools.ts';
import { withLoop } from './with-loop.ts';

test('a typed array that comes from a process or goes there has memory of its own', async () => {
  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  const given = [new Uint8Array([1, 2, 3]), new Float64Array([1.5, 2.5]), new DataView(new ArrayBuffer(5)), Buffer.from('abc')];
  const sizes = (views: ArrayBufferView[]): [number[], ArrayBufferView[]] => [views.map(({ buffer }) => buffer.byteLength), views];
  const [there, back] = await pool.submit(sizes, given);
  expect(there).toEqual([3, 16, 5, 3]);
  expect(back.map(({ buffer }) => buffer.byteLength)).toEqual([3, 16, 5, 3]);
  expect(back).toEqual(given);
  expect(Buffer.isBuffer(back[3])).toBe(true);
});

test.each([1, 2])('map moves what was transferred, in chunks of %i', async (chunksize) => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const arrays = [1, 2, 3].map((length) => new Uint8Array(length));
  const moved = arrays.map((array) => transfer(array, [array.buffer]));
  const lengths: number[] = [];
  for await (const length of pool.map((array: Uint8Array) => array.length, [moved], { chunksize })) lengths.push(length);
  expect(lengths).toEqual([1, 2, 3]);
  expect(arrays.map(({ length }) => length)).toEqual([0, 0, 0]);
});

describe('a limit that is longer than what a timer of Node can wait', () => {
  const timeout = LONGEST_TIMEOUT + 1000;

  test.each(allPools)('is none for wait, asCompleted and map of a pool of kind $kind', async ({ make }) => {
    await using pool = make({ maxWorkers: 1 });
    using gate = new Gate();
    const held = gate.hold(pool);
    const waited = wait([held], { timeout });
    const [completed] = [asCompleted([held], { timeout })[Symbol.asyncIterator]().next()];
    const mapped = pool
      .map((n: number) => n, [[1, 2]], { timeout })
      [Symbol.asyncIterator]()
      .next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    gate.open();
    expect((await waited).done).toEqual(new Set([held]));
    expect((await completed).value).toBe(held);
    expect((await mapped).value).toBe(1);
  });

  test('is none for shutdownDefaultExecutor', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    await withLoop(async (loop) => {
      const future = loop.runInExecutor(null, () => new Promise((resolve) => setTimeout(resolve, 50, 'done')));
      await loop.shutdownDefaultExecutor(Number.POSITIVE_INFINITY);
      expect(await future).toBe('done');
    });
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

test('waiting again and again leaves nothing in what is not done', async () => {
  await using pool = threads.make({ maxWorkers: 1 });
  using gate = new Gate();
  const held = gate.hold(pool);
  const added = vi.spyOn(PoolFuture.prototype, 'addDoneCallback');
  const removed = vi.spyOn(PoolFuture.prototype, 'removeDoneCallback');
  for (let n = 0; n < 5; n++) await wait([held], { timeout: 0 });
  expect(added.mock.calls).toHaveLength(5);
  expect(removed.mock.calls).toEqual(added.mock.calls);
  vi.restoreAllMocks();
});

test('a line of very many is taken from without moving the rest each time', () => {
  const length = 300_000;
  const line = new Line(Array.from({ length }, (_, n) => n));
  const begun = performance.now();
  for (let n = 0; n < length; n++) if (line.shift() !== n) throw new Error(`not ${n}`);
  // An array's own shift takes more than a minute for these.
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect([line.shift(), line.length]).toEqual([undefined, 0]);
});
