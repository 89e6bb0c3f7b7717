// tinypool 2. The option is its runtime.
import Tinypool from 'tinypool';
import { callsByName, measure, options, serialization } from './measured.mjs';

const filename = new URL('../work/tinypool.mjs', import.meta.url).href;

await measure((workers) => {
  const pool = new Tinypool({
    filename,
    runtime: options[0],
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: 1,
    serialization,
  });
  return callsByName(pool);
});
