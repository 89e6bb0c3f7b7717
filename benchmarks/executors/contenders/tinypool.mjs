// tinypool 2. The option is its runtime.
import Tinypool from 'tinypool';
import { measure, options, serialization } from './measured.mjs';

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
  const named = Object.fromEntries(['noop', 'echo', 'compute'].map((name) => [name, { name }]));
  return {
    noop: (value) => pool.run(value, named.noop),
    echo: (bytes) => pool.run(bytes, named.echo),
    pass: (buffer) => pool.run(buffer, { name: 'pass', transferList: [buffer] }),
    compute: (steps) => pool.run(steps, named.compute),
    close: () => pool.destroy(),
  };
});
