// Shuts a pool down without waiting, and cancels what no worker has begun. The argument says which pool.
import { ProcessPoolExecutor, ThreadPoolExecutor } from '@tsyncio/executors';

const pool = new (process.argv[2] === 'process' ? ProcessPoolExecutor : ThreadPoolExecutor)({ maxWorkers: 1 });
const slow = async (text: string): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return text;
};

const running = pool.submit(slow, 'was running');
const queued = pool.submit(slow, 'never');
running.addDoneCallback((future) => console.log(future.result()));
while (!running.running()) await new Promise((resolve) => setImmediate(resolve));
pool.shutdown({ wait: false, cancelFutures: true });
console.log('cancelled', queued.cancelled(), running.cancelled());
process.on('exit', () => console.log('exit'));
