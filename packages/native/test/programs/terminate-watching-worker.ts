// Ends worker threads whose kernels watch a signal, and says what is left of them.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setImmediate as macrotask } from 'node:timers/promises';
import { isMainThread, parentPort } from 'node:worker_threads';
import { nativeKernel } from '@tsyncio/native';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';

function dispositions(): string {
  return (readFileSync('/proc/self/status', 'latin1').match(/^Sig(?:Ign|Cgt):.*$/gm) ?? []).join();
}

if (isMainThread) {
  const first = startWorker(import.meta.url);
  await once(first, 'message');
  await first.terminate();
  await macrotask();
  const before = { dispositions: dispositions(), descriptors: openDescriptors() };
  const workers = [startWorker(import.meta.url), startWorker(import.meta.url)];
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const caught = dispositions() !== before.dispositions;
  process.kill(process.pid, 'SIGPIPE');
  await Promise.all(workers.map((worker) => worker.terminate()));
  await macrotask();
  const left = openDescriptors().filter((label) => !before.descriptors.includes(label));
  console.log(JSON.stringify({ caught, restored: dispositions() === before.dispositions, left }));
} else {
  // Never closed, and with a signal that nobody takes.
  const { signals } = nativeKernel();
  signals?.open();
  for (const signo of [constants.signals.SIGPIPE, constants.signals.SIGUSR2]) signals?.watch(signo);
  setInterval(() => {}, 1000);
  parentPort?.postMessage('watching');
}
