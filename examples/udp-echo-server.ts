// A UDP server that sends every datagram back to whoever sent it. Ends after an hour, or with Ctrl-C.
//
//   node --import tsx examples/udp-echo-server.ts 9999
//   node --import tsx examples/udp-echo-client.ts 9999
import { type DatagramTransport, type InetAddress, run, sleep } from 'tsyncio';

const port = Number(process.argv[2] ?? 0);
const hour = 3_600_000;

class EchoServerProtocol {
  #transport: DatagramTransport | undefined;

  connectionMade(transport: DatagramTransport) {
    this.#transport = transport;
  }

  datagramReceived(data: Buffer, address: InetAddress) {
    console.log(`Received ${JSON.stringify(data.toString())} from ${address.host}:${address.port}`);
    this.#transport?.sendto(data, address);
  }
}

await run(async (loop) => {
  const [transport] = await loop.createDatagramEndpoint(() => new EchoServerProtocol(), {
    localAddr: { host: '127.0.0.1', port },
  });
  const address = transport.getExtraInfo('sockname') as InetAddress;
  console.log(`listening on ${address.host}:${address.port}`);
  try {
    await sleep(hour);
  } finally {
    transport.close();
  }
});
