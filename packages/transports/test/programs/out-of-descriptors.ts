// A server with three listening sockets in a process that runs out of descriptors, and what else is tried meanwhile.
import { closeSync, openSync } from 'node:fs';
import { createLoop, type ExceptionContext, type InetAddress, type Socket, sleep } from '@tsyncio/core';
import type { SocketCalls } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { socket, socketpair, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const LISTENERS = 3;

let attempts = 0;
const kernel = nativeKernel();
const calls: SocketCalls = {
  ...kernel.sockets,
  accept: (fd) => {
    attempts++;
    return kernel.sockets.accept(fd);
  },
};
const loop = createLoop([sockets(), transports()], { ...kernel, sockets: calls });

const reports: ExceptionContext[] = [];
loop.setExceptionHandler((_loop, context) => reports.push(context));

const held: number[] = [];
/** Take every descriptor that is left. */
function takeAll(): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EMFILE') throw error;
  }
}

/** What `call` fails with while no descriptor is left. One that somebody else gave back in between lets it succeed: it keeps that one, and is called again. */
async function refused(call: () => unknown): Promise<string> {
  for (let tries = 0; tries < 5; tries++) {
    takeAll();
    try {
      await call();
    } catch (error) {
      const { code, syscall } = error as { code?: string; syscall?: string };
      return `${code} ${syscall}`;
    }
  }
  return 'did not fail';
}

let served = 0;
const serve = (): object => {
  served++;
  return {};
};

await loop.runUntilComplete(async () => {
  const all = await loop.createServer(serve, { host: ['127.0.0.1', '127.0.0.2', '127.0.0.3'], port: 0 });
  const addresses = all.sockets.map((sock) => sock.getsockname() as InetAddress);
  const spare = Array.from({ length: 40 }, () => socket());
  const connected: Socket[] = [];
  const connect = async (address: InetAddress): Promise<void> => {
    const client = spare.pop() as Socket;
    connected.push(client);
    await loop.sockConnect(client, address);
  };
  // Whatever is loaded at the first use is loaded before the descriptors go.
  const attempt = (): PromiseLike<unknown> => loop.createConnection(() => ({}), { host: '127.0.0.1', port: 1 });
  await refused(attempt);
  for (const fd of held.splice(0)) closeSync(fd);
  // A descriptor that came back in between lets a client in: the next one finds none.
  for (let index = 0; index < LISTENERS; index++) {
    while (reports.length <= index) {
      takeAll();
      const before = served;
      await connect(addresses[index] as InetAddress);
      while (reports.length <= index && served === before) await sleep(1);
    }
  }
  const [attemptsAtRest, restingSince] = [attempts, loop.time()];
  const whileFull = {
    createConnection: await refused(attempt),
    createServer: await refused(() => loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 })),
    createDatagramEndpoint: await refused(() => loop.createDatagramEndpoint(() => ({}), { localAddr: { host: '127.0.0.1', port: 0 } })),
    createUnixConnection: await refused(() => loop.createUnixConnection(() => ({}), { path: '\0nobody listens here' })),
    createUnixServer: await refused(() => loop.createUnixServer(() => ({}), { path: '\0nobody listens here' })),
    socketpair: await refused(() => socketpair()),
  };
  await sleep(300);
  // On a slow machine the rest may be over by now, once or more.
  const allowed = LISTENERS * Math.ceil((loop.time() - restingSince) / 1000);
  const rested = attempts - attemptsAtRest <= allowed && reports.length <= LISTENERS + allowed;
  for (const fd of held) closeSync(fd);
  while (served < connected.length) await sleep(10);
  // The same that failed goes on now.
  const [transport] = await loop.createConnection(() => ({}), addresses[0] as InetAddress);
  while (served <= connected.length) await sleep(1);
  for (const client of connected) client.close();
  for (const client of spare) client.close();
  transport.close();
  all.close();
  await all.waitClosed();
  const codes = new Set(reports.map(({ message, exception }) => `${message}: ${(exception as { code?: string }).code}`));
  const listeners = new Set(reports.map(({ socket: listening }) => listening)).size;
  console.log(JSON.stringify({ reports: [...codes], listeners, whileFull, rested, allServed: served === connected.length + 1 }));
});
loop.close();
