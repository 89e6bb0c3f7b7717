// A client that connects again whenever its connection is lost, on a network
// that loses packets, is cut for a minute, and has a server that crashes.
//
//   node --import tsx examples/simulate-a-drop.ts
import type { EventLoop, Transport } from 'tsyncio';
import { createEventLoop, simulatedKernel, simulatedNetwork, sleep } from 'tsyncio';

const network = simulatedNetwork({ seed: 1, latency: 20, jitter: 5, loss: 0.05 });

function loopOn(host: string): EventLoop {
  return createEventLoop({ kernel: simulatedKernel({ network, host }) });
}

/** Serves until its host crashes. */
async function serve(): Promise<void> {
  const loop = loopOn('server');
  const protocol = { connectionMade: (transport: Transport) => void loop.callLater(1000, () => transport.write('hello')) };
  await loop.runUntilComplete(async () => {
    const server = await loop.createServer(() => protocol, { port: 4000 });
    await server.serveForever();
  });
}

/** Greeted once, or lost. */
async function connectOnce(loop: EventLoop): Promise<string> {
  const greeted = loop.createFuture<string>();
  const protocol = {
    dataReceived: (data: Buffer) => void (greeted.done() || greeted.setResult(String(data))),
    connectionLost: () => void (greeted.done() || greeted.setResult('lost')),
  };
  const [transport] = await loop.createConnection(() => protocol, { host: 'server', port: 4000 });
  const impatience = loop.callLater(10_000, () => transport.abort());
  const answer = await greeted;
  impatience.cancel();
  transport.close();
  return answer;
}

const client = loopOn('client');
let serving = serve().catch((error: Error) => console.log(error.message));

await client.runUntilComplete(async () => {
  await sleep(100);
  console.log(await connectOnce(client));

  network.partition('client', 'server');
  client.callLater(60_000, () => network.repair());
  console.log(await connectOnce(client), 'after the partition:', client.time() > 60_000);

  network.crash('server');
  await serving;
  network.restart('server');
  console.log(await connectOnce(client).catch((error: NodeJS.ErrnoException) => error.code));

  serving = serve().catch(() => {});
  await sleep(100);
  console.log(await connectOnce(client));
  network.crash('server');
});
