// A function that was submitted while no descriptor was left, and another afterwards.
import { closeSync, openSync } from 'node:fs';
import { ThreadPoolExecutor } from '../../src/index.ts';

const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
// The worker is there already: only the parser is missing.
await pool.submit({ script: '1' });
const opened: number[] = [];
try {
  for (;;) opened.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
const early = pool.submit(() => 'early');
for (const descriptor of opened) closeSync(descriptor);
console.log(
  await early.then(
    () => 'done',
    () => 'failed',
  ),
);
console.log(await pool.submit(() => 'late'));
await pool.shutdown();
