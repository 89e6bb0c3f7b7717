// Echo on several loops at once: two in the main thread, two in each of four worker threads.
import { once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';
import { echoRoundTrips } from './echo-round-trips.ts';

const WORKERS = 4;

async function both(): Promise<number[]> {
  return Promise.all([echoRoundTrips(50), echoRoundTrips(70)]);
}

async function ofWorker(): Promise<number[]> {
  const worker = startWorker(import.meta.url);
  const [[bytes]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  return bytes;
}

if (isMainThread) {
  await both();
  await ofWorker();
  const before = openDescriptors();
  const bytes = await Promise.all([both(), ...Array.from({ length: WORKERS }, ofWorker)]);
  console.log(JSON.stringify({ bytes, left: openDescriptors().filter((label) => !before.includes(label)) }));
} else parentPort?.postMessage(await both());
