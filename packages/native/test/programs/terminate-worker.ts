// Ends worker threads while their loops wait forever, and says what they left open. argv[2] is the poller.
import { once } from 'node:events';
import { setImmediate as macrotask } from 'node:timers/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createLoop } from '@tsyncio/core';
import { KernelSocket, LoopHandle, stateOf } from '@tsyncio/core/area';
import { nativeKernel, type PollerName } from '@tsyncio/native';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';

async function waitForever(): Promise<void> {
  const kernel = nativeKernel({ poller: workerData.given.poller });
  const { sockets } = kernel;
  const loop = createLoop([], kernel);
  const state = stateOf(loop);
  const pair = sockets.pair(sockets.constants.AF_UNIX ?? 1, sockets.constants.SOCK_STREAM ?? 1, 0);
  if (typeof pair === 'number') throw new Error(`no pair: ${pair}`);
  const sock = new KernelSocket(sockets, pair[0], 1, 1, 0);
  state.readiness.setReader(sock.fileno(), new LoopHandle(state, state.baseCell, () => {}, []));
  loop.callLater(60_000, () => {});
  // An answer that comes when nobody is there any more.
  void kernel.resolver.getaddrinfo({ host: 'localhost', service: null, family: 0, type: 0, proto: 0, flags: 0 });
  loop.callSoon(() => parentPort?.postMessage('waiting'));
  await loop.runForever();
}

if (isMainThread) {
  const poller = process.argv[2] as PollerName;
  const first = startWorker(import.meta.url, { poller });
  await once(first, 'message');
  await first.terminate();
  const before = openDescriptors();
  const workers = Array.from({ length: 5 }, () => startWorker(import.meta.url, { poller }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const during = openDescriptors().length;
  await Promise.all(workers.map((worker) => worker.terminate()));
  await macrotask();
  const left = openDescriptors().filter((label) => !before.includes(label));
  console.log(JSON.stringify({ held: during > before.length, left }));
} else await waitForever();
