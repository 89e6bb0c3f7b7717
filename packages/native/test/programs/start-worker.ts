import { Worker } from 'node:worker_threads';

/** A worker thread that runs another program of this folder, by its name. */
export function startWorker(name: string, workerData: object = {}): Worker {
  return new Worker(new URL('in-worker.mjs', import.meta.url), { workerData: { ...workerData, program: `./${name}.ts` } });
}
