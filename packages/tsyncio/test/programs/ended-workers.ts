// Ends worker threads in the middle of what argv[2] says, and tells what they left open.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';
import { busyLoop } from './busy-loop.ts';

const WORKERS = 2;
const waiting = () => parentPort?.postMessage('waiting');

/** What a worker does; each says `waiting` as the last thing before it waits. */
const cases: Record<string, () => void | Promise<void>> = {
  'a hosted run': async () => {
    const loop = busyLoop();
    loop.callSoon(waiting);
    await loop.runForever();
  },
  'a blocking run': () => {
    const loop = busyLoop();
    loop.callSoon(waiting);
    loop.runForeverSync();
  },
  'a blocking run that never sleeps': () => {
    const loop = busyLoop();
    const again = () => void loop.callSoon(again);
    loop.callSoon(again);
    loop.callSoon(waiting);
    loop.runForeverSync();
  },
  'no run': () => {
    busyLoop();
    setInterval(() => {}, 3_600_000);
    waiting();
  },
  'its own end': () => {
    busyLoop();
    waiting();
  },
  'process.exit in a callback': async () => {
    const loop = busyLoop();
    loop.callSoon(waiting);
    loop.callLater(1, () => process.exit(0));
    await loop.runForever();
  },
  'process.exit in a blocking run': () => {
    const loop = busyLoop();
    loop.callSoon(waiting);
    loop.callLater(1, () => process.exit(0));
    loop.runForeverSync();
  },
  'an uncaught error': async () => {
    const loop = busyLoop();
    loop.callSoon(waiting);
    loop.callLater(1, () => {
      queueMicrotask(() => {
        throw new Error('uncaught in a worker');
      });
    });
    await loop.runForever();
  },
};

async function startWaiting(name: string) {
  const worker = startWorker(import.meta.url, name);
  const errors: string[] = [];
  worker.on('error', ({ message }: Error) => errors.push(message));
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  // events.once would reject when the error is there first.
  await new Promise((resolve) => worker.once('message', resolve));
  return { end: () => (/its own end|process\.exit|uncaught/.test(name) ? exited : worker.terminate()), errors };
}

async function main(name: string): Promise<void> {
  await (await startWaiting(name)).end();
  const before = openDescriptors();
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => startWaiting(name)));
  await Promise.all(workers.map(({ end }) => end()));
  // A question of names that goes on in a thread of its own has a socket for a moment.
  const left = () => openDescriptors().filter((label) => !before.includes(label));
  const deadline = performance.now() + 30_000;
  while (left().length > 0 && performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify({ left: left(), errors: workers.flatMap(({ errors }) => errors) }));
}

if (isMainThread) await main(process.argv[2] ?? '');
else await cases[workerData.given]?.();
