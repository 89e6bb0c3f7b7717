// Submits work while the process exits, to a pool that was used and to one that was not. The argument says which kind.
import { ProcessPoolExecutor, ThreadPoolExecutor } from '@tsyncio/executors';

const Executor = process.argv[2] === 'process' ? ProcessPoolExecutor : ThreadPoolExecutor;
const [used, unused] = [new Executor({ maxWorkers: 1 }), new Executor({ maxWorkers: 1 })];
console.log(await used.submit(() => 42));
process.on('exit', () => {
  for (const pool of [used, unused]) {
    const future = pool.submit(() => 'never');
    console.log(future.done(), String(future.exception()));
  }
});
