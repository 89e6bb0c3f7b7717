// Ends a worker thread whose loop blocks it for ever, and says what it left open. argv[2] is the poller.
import { once } from 'node:events';
import { setImmediate as macrotask } from 'node:timers/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createLoop } from '@tsyncio/core';
import { nativeKernel, type PollerName } from '@tsyncio/native';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';

/** Start one, and end it once it blocks. */
async function terminateOne(poller: PollerName): Promise<number> {
  const worker = startWorker(import.meta.url, { poller });
  await once(worker, 'message');
  return worker.terminate();
}

if (isMainThread) {
  const poller = process.argv[2] as PollerName;
  await terminateOne(poller);
  await macrotask();
  const before = openDescriptors();
  const exitCode = await terminateOne(poller);
  await macrotask();
  console.log(JSON.stringify({ exitCode, left: openDescriptors().filter((label) => !before.includes(label)) }));
} else {
  const loop = createLoop([], nativeKernel({ poller: workerData.given.poller }));
  loop.callSoon(() => parentPort?.postMessage('about to block'));
  loop.runUntilCompleteSync(loop.createFuture());
}
