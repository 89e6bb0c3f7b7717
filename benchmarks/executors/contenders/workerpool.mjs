// workerpool 10. The option is the type of its workers.
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { measure, options, serialization } from './measured.mjs';

const script = fileURLToPath(new URL('../work/workerpool.mjs', import.meta.url));

await measure((workers) => {
  const pool = workerpool.pool(script, { minWorkers: workers, maxWorkers: workers, workerType: options[0], forkOpts: { serialization } });
  return {
    noop: (value) => pool.exec('noop', [value]),
    echo: (bytes) => pool.exec('echo', [bytes]),
    pass: (buffer) => pool.exec('pass', [buffer], { transfer: [buffer] }),
    compute: (steps) => pool.exec('compute', [steps]),
    close: () => pool.terminate(),
  };
});
