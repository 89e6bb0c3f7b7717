// A loop in a worker thread and one in the main thread, both with timers.
import { once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import { createLoop, sleep } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { startWorker } from '../../../../test-support/start-worker.ts';

async function countTo(most: number): Promise<number> {
  const loop = createLoop([], nativeKernel());
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
  const worker = startWorker(import.meta.url);
  const [[there], here] = await Promise.all([once(worker, 'message'), countTo(20)]);
  console.log(JSON.stringify({ there, here }));
} else parentPort?.postMessage(await countTo(30));
