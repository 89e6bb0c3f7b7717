// A receiver of Unix datagrams and a sender, each at a path of its own, so that
// the receiver can answer.
//
//   node --import tsx apps/docs/programs/unix-datagrams.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Address, type DatagramProtocol, type DatagramTransport, type Future, run } from 'tsyncio';

class Counter implements DatagramProtocol {
  #transport: DatagramTransport | undefined;

  connectionMade(transport: DatagramTransport): void {
    this.#transport = transport;
  }
  datagramReceived(data: Buffer, from: Address): void {
    console.log(`from ${basename(String(from))}: ${data}`);
    this.#transport?.sendto(`${data.length} bytes`, from);
  }
}

class Answer implements DatagramProtocol {
  readonly #answer: Future<string>;

  constructor(answer: Future<string>) {
    this.#answer = answer;
  }
  datagramReceived(data: Buffer): void {
    this.#answer.setResult(String(data));
  }
  errorReceived(error: Error): void {
    this.#answer.setException(error);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'datagrams-'));
try {
  await run(async (loop) => {
    const path = join(folder, 'receiver');
    const [receiver] = await loop.createDatagramEndpoint(() => new Counter(), { localAddr: path });

    const answer = loop.createFuture<string>();
    const ends = { localAddr: join(folder, 'sender'), remoteAddr: path };
    const [sender] = await loop.createDatagramEndpoint(() => new Answer(answer), ends);
    sender.sendto('one message, whole');
    console.log(`the answer: ${await answer}`);
    sender.close();
    receiver.close();
  });
} finally {
  rmSync(folder, { recursive: true });
}
