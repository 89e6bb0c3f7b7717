// Starts children with another identity while other threads make and end threads: what those hold just then, a child finds held forever.
import { once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { SpawnRequest } from '@tsyncio/core/area';
import { startWorker } from '../../../../test-support/start-worker.ts';
import { loadBinding } from '../../src/load-binding.ts';
import { nativeProcesses, type ProcessWays } from '../../src/native-processes.ts';

const TIMES = 200;

function startAndEnd(ways: ProcessWays, more: Partial<SpawnRequest>): void {
  const processes = nativeProcesses(loadBinding(), ways);
  const child = processes.spawn({
    paths: ['/bin/true'],
    argv: ['true'],
    env: [],
    cwd: null,
    stdio: [0, 1, 2],
    keep: [],
    newSession: false,
    processGroup: null,
    controllingTerminal: false,
    user: null,
    group: null,
    groups: null,
    umask: null,
    ...more,
  });
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
