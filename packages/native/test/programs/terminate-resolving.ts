// Ends worker threads, or with `exit` the process, in the middle of very many questions to the resolver: some are asked, some wait for a thread, some are answered.
import { once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { startWorker } from '../../../../test-support/start-worker.ts';

const QUESTIONS = 500;

async function askForever(asking: () => void): Promise<void> {
  const kernel = nativeKernel();
  const loop = createLoop([], kernel);
  const query = { host: 'localhost', service: null, family: 0, type: 0, proto: 0, flags: 0 };
  // Each answer leads to one question: more would soon leave no time for anything else. One that fails leads to none: where all fail at once,
  // as in a thread that is ending, asking would never end.
  const forward = (): void => void kernel.resolver.getaddrinfo(query).then(forward, () => {});
  const backward = (): void => void kernel.resolver.getnameinfo({ host: '127.0.0.1', port: 80 }, 0).then(backward, () => {});
  for (let i = 0; i < QUESTIONS; i++) {
    forward();
    backward();
  }
  loop.callSoon(asking);
  await loop.runForever();
}

if (process.argv[2] === 'exit') await askForever(() => process.exit(7));
else if (isMainThread) {
  const ended: number[] = [];
  for (let round = 0; round < 4; round++) {
    const worker = startWorker(import.meta.url, {});
    await once(worker, 'message');
    ended.push(await worker.terminate());
  }
  console.log(JSON.stringify(ended));
} else await askForever(() => parentPort?.postMessage('asking'));
