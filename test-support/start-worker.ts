import { Worker } from 'node:worker_threads';

/** A worker thread that runs the program of that URL, with what it is given as its `workerData.given`. */
export function startWorker(program: string, given?: unknown): Worker {
  return new Worker(new URL('in-worker.mjs', import.meta.url), { workerData: { program, given } });
}
