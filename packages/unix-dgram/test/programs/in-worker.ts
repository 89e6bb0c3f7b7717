// Sockets in a worker thread: argv[2] names the case.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createSocket } from '@tsyncio/unix-dgram';
import { openDescriptors } from './open-descriptors.ts';

const name = `\0unix-dgram-test-${process.pid}`;
const start = () => new Worker(new URL('echo-worker.mjs', import.meta.url), { workerData: name });

if (process.argv[2] === 'echo') {
  const worker = start();
  await once(worker, 'message');
  // The answer and the end of the worker come in any order.
  const ended = once(worker, 'exit');
  const client = createSocket('unix_dgram', () => {});
  const answered = once(client, 'message');
  client.bind(`${name}-client`);
  client.send(Buffer.from('hello'), 0, 5, name);
  console.log(String((await answered)[0]));
  client.close();
  console.log('ended with', (await ended)[0]);
} else {
  const before = openDescriptors();
  const worker = start();
  await once(worker, 'message');
  console.log('ended with', await worker.terminate());
  console.log(JSON.stringify(openDescriptors(before).filter((label) => /socket|eventpoll|timerfd|eventfd/.test(label))));
}
