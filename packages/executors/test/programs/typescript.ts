// Work in a TypeScript module, of a program that runs as TypeScript.
import { ProcessPoolExecutor, ThreadPoolExecutor } from '../../src/index.ts';

const work = { module: new URL('../modules/typed.ts', import.meta.url), export: 'length' };

for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
  const pool = new Pool({ maxWorkers: 1 });
  console.log(pool.kind, await pool.submit(work, { x: 3, y: 4 }));
  await pool.shutdown();
}
