// Work that would hold up the loop, in the default pool of threads, and in pools of threads, processes and isolated interpreters.
//
//   node --import tsx examples/run-in-executor.ts
import { InterpreterPoolExecutor, ProcessPoolExecutor, run, ThreadPoolExecutor } from 'tsyncio';

/** File operations such as logging can block the loop: run them in a thread. */
async function blockingIo(file: string): Promise<number> {
  const { readFileSync } = await import('node:fs');
  return readFileSync(file).length;
}

/** Work that keeps a processor busy is for other threads, processes or interpreters. */
function cpuBound(limit: number): number {
  let sum = 0;
  for (let i = 0; i < limit; i++) sum += i * i;
  return sum;
}

await run(async (loop) => {
  // 1. In the loop's default executor, a pool of threads.
  console.log('default thread pool:', await loop.runInExecutor(null, blockingIo, process.execPath), 'bytes');

  // 2. In a pool of threads of our own.
  await using threads = new ThreadPoolExecutor({ maxWorkers: 1 });
  console.log('custom thread pool:', await loop.runInExecutor(threads, blockingIo, process.execPath), 'bytes');

  // 3. In a pool of processes.
  await using processes = new ProcessPoolExecutor({ maxWorkers: 1 });
  console.log('custom process pool:', await loop.runInExecutor(processes, cpuBound, 1_000_000));

  // 4. In a pool of interpreters: threads that have the language's globals and nothing of Node's.
  await using interpreters = new InterpreterPoolExecutor({ maxWorkers: 1 });
  console.log('custom interpreter pool:', await loop.runInExecutor(interpreters, cpuBound, 1_000_000));
});
