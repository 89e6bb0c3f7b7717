// An echo server that stops reading from a client that does not read, and a
// client that sends a megabyte, ends its side and counts.
//
//   node --import tsx apps/docs/programs/echo-both-ways.ts
import { type EventLoop, type Future, type InetAddress, type Protocol, run, type Transport } from 'tsyncio';

class Echo implements Protocol {
  #transport: Transport | undefined;

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }
  dataReceived(data: Buffer): void {
    this.#transport?.write(data);
  }
  // More is written than the peer takes: take nothing more from it either.
  pauseWriting(): void {
    this.#transport?.pauseReading();
  }
  resumeWriting(): void {
    this.#transport?.resumeReading();
  }
  eofReceived(): boolean {
    this.#transport?.close(); // sends what is buffered first
    return true;
  }
}

class Count implements Protocol {
  received = 0;
  readonly #ended: Future<number>;

  constructor(ended: Future<number>) {
    this.#ended = ended;
  }
  dataReceived(data: Buffer): void {
    this.received += data.length;
  }
  connectionLost(error: Error | null): void {
    if (error === null) this.#ended.setResult(this.received);
    else this.#ended.setException(error);
  }
}

async function sendMegabyte(loop: EventLoop, { host, port }: InetAddress): Promise<number> {
  const ended = loop.createFuture<number>();
  const [transport] = await loop.createConnection(() => new Count(ended), { host, port });
  transport.write(Buffer.alloc(1024 * 1024, 'x'));
  transport.writeEof(); // the other direction stays open
  return await ended;
}

await run(async (loop) => {
  await using server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0 });
  const address = server.sockets[0]?.getsockname() as InetAddress;
  console.log(`${await sendMegabyte(loop, address)} bytes came back`);
});
