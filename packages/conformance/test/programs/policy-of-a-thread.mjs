// In a worker thread, on what is built: what it sees of policies goes to its parent.
import { parentPort } from 'node:worker_threads';
import { createLoop } from '@tsyncio/core';
import { getEventLoop, setEventLoop } from '@tsyncio/policies';

let refused = false;
try {
  getEventLoop();
} catch (error) {
  refused = error.code === 'ERR_NO_EVENT_LOOP';
}
const loop = createLoop([]);
setEventLoop(loop);
const own = getEventLoop() === loop;
setEventLoop(null);
loop.close();
parentPort?.postMessage({ refused, own });
