// The main thread sets a loop, a worker thread looks whether it has one, sets its own, and the main thread looks again.
import { isMainThread, parentPort } from 'node:worker_threads';
import { createLoop, type Loop } from '@tsyncio/core';
import { DefaultEventLoopPolicy, getEventLoop, getEventLoopPolicy, setEventLoop, setEventLoopPolicy } from '@tsyncio/policies';
import { startWorker } from '../../../../test-support/start-worker.ts';

const codeOf = (call: () => unknown): string => {
  try {
    call();
    return 'no error';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

class Mine extends DefaultEventLoopPolicy {}

function inMainThread(loop: Loop): void {
  setEventLoopPolicy(new Mine(() => createLoop([])));
  setEventLoop(loop);
  startWorker(import.meta.url).once('message', (worker) => {
    console.log(JSON.stringify({ worker, main: { policy: getEventLoopPolicy().constructor.name, mine: getEventLoop() === loop } }));
    loop.close();
  });
}

function inWorker(loop: Loop): void {
  const before = codeOf(getEventLoop);
  const policy = getEventLoopPolicy().constructor.name;
  setEventLoop(loop);
  parentPort?.postMessage({ before, policy, mine: getEventLoop() === loop });
  loop.close();
}

if (isMainThread) inMainThread(createLoop([]));
else inWorker(createLoop([]));
