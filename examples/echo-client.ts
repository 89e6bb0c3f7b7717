// Sends one message to the echo server, prints what comes back, and waits until the server closes the connection.
//
//   node --import tsx examples/echo-server.ts 8888
//   node --import tsx examples/echo-client.ts 8888
import { type Future, run, type Transport } from 'tsyncio';

const port = Number(process.argv[2] ?? 8888);

class EchoClientProtocol {
  readonly #message: string;
  readonly #onConnectionLost: Future<boolean>;

  constructor(message: string, onConnectionLost: Future<boolean>) {
    this.#message = message;
    this.#onConnectionLost = onConnectionLost;
  }

  connectionMade(transport: Transport) {
    transport.write(this.#message);
    console.log(`Data sent: ${JSON.stringify(this.#message)}`);
  }

  dataReceived(data: Buffer) {
    console.log(`Data received: ${JSON.stringify(data.toString())}`);
  }

  connectionLost() {
    console.log('The server closed the connection');
    this.#onConnectionLost.setResult(true);
  }
}

await run(async (loop) => {
  const onConnectionLost = loop.createFuture<boolean>();
  const [transport] = await loop.createConnection(() => new EchoClientProtocol('Hello World!', onConnectionLost), {
    host: '127.0.0.1',
    port,
  });
  try {
    await onConnectionLost;
  } finally {
    transport.close();
  }
});
