// Bare functions as a compiler leaves them: it may have put calls of its own into them.
import { ProcessPoolExecutor, ThreadPoolExecutor } from '../../src/index.ts';

const sum = (list: readonly number[]): string => {
  const add = (a: number, b: number): number => a + b;
  function named(): string {
    return named.name;
  }
  class Sum {
    readonly value: number = list.reduce(add, 0);
  }
  return `${new Sum().value} ${named()}`;
};

for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
  const pool = new Pool({ maxWorkers: 1 });
  console.log(pool.kind, await pool.submit(sum, [1, 2, 3]));
  await pool.shutdown();
}
