// In a worker thread: one echo, then the end. Node 20 does not run --import's loader there: it is registered first.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { createSocket } = await import('@tsyncio/unix-dgram');

const server = createSocket('unix_dgram', (message, { path }) => {
  const reply = Buffer.from(`echo: ${message}`);
  server.send(reply, 0, reply.length, path);
  server.close();
});
server.bind(workerData);
parentPort.postMessage('bound');
