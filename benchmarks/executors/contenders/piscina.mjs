// piscina 5. The options: how it uses Atomics, and how many pieces of work a worker is given at a time.
import { fileURLToPath } from 'node:url';
import { FixedQueue, Piscina } from 'piscina';
import { callsByName, measure, options } from './measured.mjs';

const filename = fileURLToPath(new URL('../work/piscina.mjs', import.meta.url));

const [atomics, atOnce] = options;

await measure((workers) => {
  // A queue that is not an array, and no times kept: the fastest that it offers.
  const pool = new Piscina({
    filename,
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: Number(atOnce),
    atomics,
    taskQueue: new FixedQueue(),
    recordTiming: false,
  });
  return callsByName(pool);
});
