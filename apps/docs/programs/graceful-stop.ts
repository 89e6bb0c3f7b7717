// A server that stops on SIGTERM or Ctrl-C: it takes no new connection, lets those it has finish, and gives them three seconds.
//
//   node --import tsx apps/docs/programs/graceful-stop.ts
import { type InetAddress, type Protocol, run, type Transport } from 'tsyncio';

const patience = 3000;

/** Answers each line a tenth of a second later. */
class SlowLines implements Protocol {
  #transport: Transport | undefined;

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }
  dataReceived(data: Buffer): void {
    setTimeout(() => this.#transport?.write(data), 100);
  }
}

await run(async (loop) => {
  const server = await loop.createServer(() => new SlowLines(), { host: '127.0.0.1', port: 0 });
  const address = server.sockets[0]?.getsockname() as InetAddress;

  const told = loop.createFuture<NodeJS.Signals>();
  const stop = (signal: NodeJS.Signals) => {
    if (told.done())
      server.abortClients(); // somebody is impatient
    else told.setResult(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) loop.addSignalHandler(signal, stop, signal);
  console.log(`listening on 127.0.0.1:${address.port}`);

  console.log(`got ${await told}: no new connections`);
  server.close();
  const deadline = loop.callLater(patience, () => {
    console.log('some clients did not leave: aborting their connections');
    server.abortClients();
  });
  await server.waitClosed();
  deadline.cancel();
  console.log('stopped');
});
