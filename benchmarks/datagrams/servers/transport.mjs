// Sends every datagram back, with a protocol of createDatagramEndpoint. With a path it is a Unix datagram server, without UDP.
import { run } from 'tsyncio';

const [path] = process.argv.slice(2);

class Echo {
  connectionMade(transport) {
    this.transport = transport;
  }

  datagramReceived(data, address) {
    this.transport.sendto(data, address);
  }

  errorReceived(error) {
    throw error;
  }
}

await run(async (loop) => {
  const [transport] = await loop.createDatagramEndpoint(() => new Echo(), { localAddr: path ?? { host: '127.0.0.1', port: 0 } });
  console.log(`listening ${path === undefined ? transport.getExtraInfo('sockname').port : 0}`);
  await loop.createFuture();
});
