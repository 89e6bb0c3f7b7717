// A worker thread that wants signals: it is refused them, and gets them from the main thread.
import { once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import { createLoop, type LoopError } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { signals } from '@tsyncio/signals';
import { startWorker } from '../../../../test-support/start-worker.ts';

const loop = createLoop([signals()], nativeKernel());

function tryHere(): void {
  parentPort?.postMessage(`capabilities.signals: ${loop.capabilities.signals}`);
  try {
    loop.addSignalHandler('SIGUSR2', () => {});
  } catch (error) {
    const { code, message } = error as LoopError;
    parentPort?.postMessage(`${code}: ${message}`);
  }
  parentPort?.postMessage(`removed: ${loop.removeSignalHandler('SIGUSR2')}`);
}

if (isMainThread) {
  const worker = startWorker(import.meta.url);
  const lines: unknown[] = [];
  worker.on('message', (line) => {
    lines.push(line);
    if (lines.length === 3) process.kill(process.pid, 'SIGUSR2');
  });
  loop.addSignalHandler('SIGUSR2', () => {
    worker.postMessage('SIGUSR2');
    loop.stop();
  });
  await loop.runForever();
  loop.close();
  await once(worker, 'exit');
  console.log(lines.join('\n'));
} else {
  tryHere();
  loop.close();
  parentPort?.once('message', (signal) => parentPort?.postMessage(`the main thread told: ${signal}`));
}
