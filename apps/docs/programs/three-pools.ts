// The same executor interface over threads, isolated interpreters and
// processes, and what tells a failure of work from the death of a worker.
//
//   node --import tsx apps/docs/programs/three-pools.ts
import {
  BrokenExecutorError,
  closure,
  ExecutionFailedError,
  type Executor,
  InterpreterPoolExecutor,
  ProcessPoolExecutor,
  run,
  ThreadPoolExecutor,
} from 'tsyncio';

const square = (n: number) => n * n;
const fail = (): never => {
  throw new RangeError('out of range');
};

await run(async (loop) => {
  const pools: Record<string, Executor> = {
    threads: new ThreadPoolExecutor({ maxWorkers: 2 }),
    interpreters: new InterpreterPoolExecutor({ maxWorkers: 2 }),
    processes: new ProcessPoolExecutor({ maxWorkers: 2 }),
  };
  for (const [name, pool] of Object.entries(pools)) {
    await using _ = pool;
    // A function crosses as its text; what it takes along is named.
    const table = new Map([['two', 2]]);
    const two = await loop.runInExecutor(
      pool,
      closure({ table }, ({ table }, key: string) => table.get(key) ?? 0),
      'two',
    );
    const squares: number[] = [];
    for await (const value of pool.map(square, [[two, 3, 4]])) squares.push(value);
    console.log(`${name}: ${squares.join(' ')}`);

    const error = await loop.runInExecutor(pool, fail).catch((error: unknown) => error);
    const thrown = error instanceof ExecutionFailedError ? error.cause : error;
    console.log(`${name}: ${thrown instanceof RangeError ? 'the RangeError came back' : thrown}`);
  }

  await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  try {
    await loop.runInExecutor(pool, () => process.exit(7));
  } catch (error) {
    if (!(error instanceof BrokenExecutorError)) throw error;
    console.log(`${error.name}: exit code ${(error.cause as { exitCode?: number }).exitCode}`);
  }
});
