// A loop in a worker thread and one in the main thread, both with timers. argv[2] is their poller.
import { once } from 'node:events';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createLoop, sleep } from '@tsyncio/core';
import { nativeKernel, type PollerName } from '@tsyncio/native';
import { startWorker } from '../../../../test-support/start-worker.ts';

async function countTo(most: number, poller: PollerName): Promise<number> {
  const loop = createLoop([], nativeKernel({ poller }));
  try {
    return await loop.runUntilComplete(async () => {
      let count = 0;
      while (count < most) {
        await sleep(1);
        count++;
      }
      return count;
    });
  } finally {
    loop.close();
  }
}

if (isMainThread) {
  const poller = process.argv[2] as PollerName;
  const worker = startWorker(import.meta.url, { poller });
  const [[there], here] = await Promise.all([once(worker, 'message'), countTo(20, poller)]);
  console.log(JSON.stringify({ there, here }));
} else parentPort?.postMessage(await countTo(30, workerData.given.poller));
