// Work in a TypeScript module, of a program that runs as TypeScript.
import { ProcessPoolExecutor, ThreadPoolExecutor } from '../../src/index.ts';

const work = { module: new URL('../modules/typed.ts', import.meta.url), export: 'length' };

const [, , kind] = process.argv;
const pool = kind === 'thread' ? new ThreadPoolExecutor({ maxWorkers: 1 }) : new ProcessPoolExecutor({ maxWorkers: 1 });
console.log(pool.kind, await pool.submit(work, { x: 3, y: 4 }));
await pool.shutdown();
