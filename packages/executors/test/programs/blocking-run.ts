// Work in threads, from runs that block this thread.
import { createLoop, type Future, sleep } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { executors, ThreadPoolExecutor } from '../../src/index.ts';

const loop = createLoop([executors()], nativeKernel());
const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
let hostRan = false;
setImmediate(() => {
  hostRan = true;
});

function* main(): Generator<Future<unknown>, void, unknown> {
  console.log(yield* loop.runInExecutor(null, (a: number, b: number) => a * b, 6, 7));
  const squares = [1, 2, 3].map((n) => loop.runInExecutor(pool, (x: number) => x * x, n));
  const results = [];
  for (const square of squares) results.push(yield* square);
  console.log(JSON.stringify(results));
  try {
    yield* loop.runInExecutor(pool, () => {
      throw new RangeError('no');
    });
  } catch (error) {
    console.log(String(error));
  }
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const busy = loop.runInExecutor(pool, (closed: Int32Array) => void Atomics.wait(closed, 0, 0), gate);
  const waiting = loop.runInExecutor(pool, () => 1);
  yield* sleep(5);
  waiting.cancel();
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  yield* busy;
  console.log('cancelled', waiting.cancelled());
}

loop.runUntilCompleteSync(main());
console.log(hostRan ? 'something of Node ran' : 'nothing of Node ran');
await pool.shutdown();
await loop.shutdownDefaultExecutor();
loop.close();
console.log('ended');
