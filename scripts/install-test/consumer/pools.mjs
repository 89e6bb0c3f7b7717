// Work in every kind of worker: their files, and the parser for functions, are where the packages look for them.
import { InterpreterPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor } from 'tsyncio';

const kinds = [];
for (const Pool of [ThreadPoolExecutor, InterpreterPoolExecutor, ProcessPoolExecutor]) {
  const pool = new Pool({ maxWorkers: 1 });
  kinds.push(await pool.submit((kind) => kind, pool.kind));
  await pool.shutdown();
}
console.log(kinds.join(' '));
