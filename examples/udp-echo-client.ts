// Sends one datagram to the UDP echo server and prints what comes back, or that nobody is there.
//
//   node --import tsx examples/udp-echo-server.ts 9999
//   node --import tsx examples/udp-echo-client.ts 9999
import { type DatagramTransport, type Future, run } from 'tsyncio';

const port = Number(process.argv[2] ?? 9999);

class EchoClientProtocol {
  readonly #message: string;
  readonly #onConnectionLost: Future<void>;
  #transport: DatagramTransport | undefined;

  constructor(message: string, onConnectionLost: Future<void>) {
    this.#message = message;
    this.#onConnectionLost = onConnectionLost;
  }

  connectionMade(transport: DatagramTransport) {
    this.#transport = transport;
    console.log(`Send: ${JSON.stringify(this.#message)}`);
    transport.sendto(this.#message);
  }

  datagramReceived(data: Buffer) {
    console.log(`Received: ${JSON.stringify(data.toString())}`);
    this.#transport?.close();
  }

  errorReceived(error: Error) {
    console.log(`Error received: ${error.message}`);
    this.#transport?.close();
  }

  connectionLost() {
    console.log('The endpoint is closed');
    this.#onConnectionLost.setResult();
  }
}

await run(async (loop) => {
  const onConnectionLost = loop.createFuture<void>();
  await loop.createDatagramEndpoint(() => new EchoClientProtocol('Hello World!', onConnectionLost), {
    remoteAddr: { host: '127.0.0.1', port },
  });
  await onConnectionLost;
});
