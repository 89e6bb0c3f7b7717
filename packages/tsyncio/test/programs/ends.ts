// How a process ends in the middle of what loops do: argv[2] names the case. Everything else is left open on purpose.

import { once } from 'node:events';
import { startWorker } from '../../../../test-support/start-worker.ts';
import { newEventLoop, socketpair, type Transport } from '../../src/index.ts';
import { busyLoop } from './busy-loop.ts';

const exit = () => process.exit(7);
const fail = () => {
  throw new Error('out of a callback');
};

/** A loop with a pair whose reader is `read`, about to be called. */
function loopWithReader(read: () => void) {
  const loop = busyLoop();
  const [left, right] = socketpair();
  loop.addReader(left, read);
  right.send(Buffer.from('x'));
  return loop;
}

const cases: Record<string, () => unknown> = {
  'exit in a callback': () => {
    const loop = busyLoop();
    loop.callSoon(exit);
    return loop.runForever();
  },
  'exit in a reader': () => loopWithReader(exit).runForever(),
  'exit in a callback of a blocking run': () => {
    const loop = busyLoop();
    loop.callSoon(exit);
    loop.runForeverSync();
  },
  'exit in a reader of a blocking run': () => loopWithReader(exit).runForeverSync(),
  'exit in a protocol': async () => {
    const loop = busyLoop();
    const server = await loop.runUntilComplete(() => loop.createServer(() => ({ dataReceived: exit }), { host: '127.0.0.1', port: 0 }));
    const { port } = server.sockets.map((sock) => sock.getsockname() as { port: number })[0] ?? { port: -1 };
    const greet = { connectionMade: (transport: Transport) => transport.write('x') };
    await loop.runUntilComplete(() => loop.createConnection(() => greet, { host: '127.0.0.1', port }));
    await loop.runForever();
  },
  'exit while a worker thread is blocked in a run': async () => {
    const worker = startWorker(new URL('ended-workers.ts', import.meta.url).href, 'a blocking run');
    await once(worker, 'message');
    exit();
  },
  'nothing runs': () => {
    busyLoop();
    console.log('busy');
  },
  'a run that was stopped': async () => {
    const loop = busyLoop();
    loop.callLater(1, () => loop.stop());
    await loop.runForever();
    console.log('stopped');
  },
  'a callback fails': async () => {
    const loop = busyLoop();
    loop.setExceptionHandler((_, { exception }) => console.log('reported:', (exception as Error).message));
    loop.callSoon(fail);
    loop.callLater(1, () => loop.stop());
    await loop.runForever();
  },
  'an error that nobody catches': () => {
    const loop = busyLoop();
    loop.callSoon(() => queueMicrotask(fail));
    return loop.runForever();
  },
  'an error that the process catches': async () => {
    const loop = newEventLoop();
    process.once('uncaughtException', ({ message }) => {
      console.log('caught:', message);
      loop.stop();
    });
    loop.callLater(1, () => queueMicrotask(fail));
    await loop.runForever();
    loop.close();
  },
};

await cases[process.argv[2] ?? '']?.();
