// import.meta belongs to the module in which it is written.
import { ThreadPoolExecutor } from '../../src/index.ts';

const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
try {
  await pool.submit(() => import.meta.url);
} catch (error) {
  console.log((error as Error).name, (error as Error).message.includes('import.meta'));
}
await pool.shutdown();
