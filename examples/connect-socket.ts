// Hands an open socket to a protocol, which is called when data arrives on it.
//
//   node --import tsx examples/connect-socket.ts
import { type Future, run, socketpair, type Transport } from 'tsyncio';

class FirstMessage {
  readonly #received: Future<string>;
  #transport: Transport | undefined;

  constructor(received: Future<string>) {
    this.#received = received;
  }

  connectionMade(transport: Transport) {
    console.log('Connected to the socket');
    this.#transport = transport;
  }

  dataReceived(data: Buffer) {
    console.log(`Received: ${data}`);
    // It is the socket's owner from now on: closing it closes the socket.
    this.#transport?.close();
    this.#received.setResult(data.toString());
  }

  connectionLost() {
    console.log('Connection closed');
  }
}

await run(async (loop) => {
  const [readSocket, writeSocket] = socketpair();
  try {
    const received = loop.createFuture<string>();
    await loop.createConnection(() => new FirstMessage(received), { sock: readSocket });
    // As if the network brought it.
    loop.callSoon(() => writeSocket.send('abc'));
    await received;
  } finally {
    writeSocket.close();
  }
});
