import { setTimeout as later } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { allDescriptors } from '../../../test-support/open-descriptors.ts';
import { ThreadPoolExecutor } from '../src/index.ts';
import { moduleUrl } from './test-modules.ts';
import { until } from './until.ts';

const countCalls = { module: moduleUrl('work.mjs'), export: 'countCalls' };

// In Node 20 a thread that is ended while it opens a module's file leaves that file open: which moment it is, is tried.
test('threads that are ended at any moment of their beginning leave no descriptor', async () => {
  const before = allDescriptors().length;
  for (let milliseconds = 10; milliseconds < 50; milliseconds++) {
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const futures = [pool.submit(countCalls), pool.submit(countCalls)];
    await later(milliseconds);
    for (const future of futures) future.cancel({ force: true });
    await pool.shutdown();
    expect(pool.stats().workers).toBe(0);
  }
  await until(() => allDescriptors().length <= before, 'the closing of all descriptors');
});
