// A server that ends what it has begun when it is told to stop, by Ctrl+C or SIGTERM. A second Ctrl+C ends it at once.
//
//   node --import tsx examples/graceful-stop.ts 8888
import { CancelledError, currentTask, type EventLoop, type InetAddress, KeyboardInterrupt, Runner, type Transport } from 'tsyncio';

const port = Number(process.argv[2] ?? 0);
const patience = 10_000;

/** Sends back what it receives, until the client has nothing more to say. */
class Echo {
  #transport: Transport | undefined;

  connectionMade(transport: Transport) {
    this.#transport = transport;
  }

  dataReceived(data: Buffer) {
    this.#transport?.write(data);
  }
}

async function main(loop: EventLoop) {
  const task = currentTask(loop);
  const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  // The runner does the same for SIGINT.
  loop.addSignalHandler('SIGTERM', () => task?.cancel());
  console.log(`listening on ${address.host}:${address.port}`);
  try {
    // Until we are cancelled. `server.serveForever()` would itself wait for the last connection then, without a limit.
    await loop.createFuture();
  } finally {
    console.log('no new connections; waiting for those that are open');
    server.close();
    loop.callLater(patience, () => server.abortClients());
    await server.waitClosed();
    console.log('every connection has ended');
  }
}

await using runner = new Runner();
try {
  await runner.run(main);
} catch (error) {
  if (!(error instanceof KeyboardInterrupt || error instanceof CancelledError)) throw error;
  // The runner still has its loop, for what is left to do.
  await runner.run(async () => console.log('stopped'));
}
