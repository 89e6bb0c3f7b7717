// Serves one client at a time: accepts a socket, gives it to a protocol, and accepts the next one when that client has gone. Ends with Ctrl-C.
//
//   node --import tsx examples/accept-socket.ts 8888
//   node --import tsx examples/echo-client.ts 8888
import { type Future, type InetAddress, run, socket, type Transport } from 'tsyncio';

const port = Number(process.argv[2] ?? 0);

class EchoOnce {
  readonly #ended: Future<void>;
  #transport: Transport | undefined;

  constructor(ended: Future<void>) {
    this.#ended = ended;
  }

  connectionMade(transport: Transport) {
    this.#transport = transport;
  }

  dataReceived(data: Buffer) {
    this.#transport?.write(data);
    this.#transport?.close();
  }

  connectionLost() {
    this.#ended.setResult();
  }
}

await run(async (loop) => {
  using listener = socket();
  listener.bind({ host: '127.0.0.1', port });
  // Those who come meanwhile wait here, where the system keeps them.
  listener.listen(10);
  const address = listener.getsockname() as InetAddress;
  console.log(`listening on ${address.host}:${address.port}`);
  for (let count = 1; ; count++) {
    const [accepted] = await loop.sockAccept(listener);
    console.log(`client ${count} has come`);
    const ended = loop.createFuture<void>();
    // The socket belongs to the transport from now on.
    await loop.connectAcceptedSocket(() => new EchoOnce(ended), accepted);
    await ended;
    console.log(`client ${count} has gone`);
  }
});
