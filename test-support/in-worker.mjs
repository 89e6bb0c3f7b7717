// Node 20 does not run --import's loader in worker threads: register it, then run the program.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.program);
