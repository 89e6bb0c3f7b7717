// Starts children with another identity while other threads make and end threads: what those hold just then, a child finds held forever.

import { once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { SpawnRequest } from '@tsyncio/core/area';
import { plainSpawnRequest } from '../../../../test-support/plain-spawn-request.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';
import { loadBinding } from '../../src/load-binding.ts';
import { nativeProcesses, type ProcessWays } from '../../src/native-processes.ts';

const TIMES = 200;

function startAndEnd(ways: ProcessWays, more: Partial<SpawnRequest>): void {
  const processes = nativeProcesses(loadBinding(), ways);
  const child = processes.spawn(plainSpawnRequest({ paths: ['/bin/true'], argv: ['true'], ...more }));
  if ('syscall' in child) throw new Error(`not started: ${child.syscall} ${child.errno}`);
  processes.close();
}

if (isMainThread) {
  const workers = [1, 2].map(() => startWorker(import.meta.url));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  for (let i = 0; i < TIMES; i++) startAndEnd({}, { user: 65_534, group: 65_534, groups: [] });
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(`${TIMES} started`);
} else {
  parentPort?.postMessage('started');
  for (;;) startAndEnd({ byThread: true }, {});
}
