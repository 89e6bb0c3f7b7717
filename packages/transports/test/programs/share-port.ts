// A server that shares its port with the process that started it: `share-port PORT CONTROL`. It says when it listens by connecting to the
// port CONTROL, and ends when that connection does.
import { createLoop, type Protocol } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const [port, control] = process.argv.slice(2).map(Number);
const host = '127.0.0.1';
const loop = createLoop([sockets(), transports()], nativeKernel());
await loop.runUntilComplete(async () => {
  const ended = loop.createFuture<void>();
  const greeter = (): Protocol => ({
    connectionMade: (transport) => {
      transport.write('child');
      transport.close();
    },
  });
  const server = await loop.createServer(greeter, { host, port, reusePort: true });
  await loop.createConnection((): Protocol => ({ connectionLost: () => ended.setResult() }), { host, port: control });
  await ended;
  await server[Symbol.asyncDispose]();
});
loop.close();
