// With no descriptor left, a worker process cannot be started.
import { closeSync, openSync } from 'node:fs';
import { ProcessPoolExecutor } from '../../src/index.ts';

const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
const opened: number[] = [];
try {
  for (;;) opened.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
const future = pool.submit({ script: '1' });
for (const descriptor of opened) closeSync(descriptor);
const failure = await Promise.resolve(future).catch((error) => error as unknown);
const { code, cause, message } = failure as Error & { code: string; cause?: { code?: string } };
if (process.argv[2] === 'message') console.log(message);
else console.log(code, cause?.code);
await pool.shutdown();
