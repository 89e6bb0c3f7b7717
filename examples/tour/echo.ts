import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type EventLoop, type Future, type InetAddress, type Server, socket, type Transport } from 'tsyncio';
import { bytes, milliseconds, type Report } from './report.ts';

/** Sends back what it receives, and stops reading while the peer does not take it. */
class Echo {
  #transport: Transport | undefined;

  connectionMade(transport: Transport) {
    this.#transport = transport;
  }

  dataReceived(data: Buffer) {
    this.#transport?.write(data);
  }

  pauseWriting() {
    this.#transport?.pauseReading();
  }

  resumeWriting() {
    this.#transport?.resumeReading();
  }
}

export function startEchoServer(loop: EventLoop): Promise<Server> {
  return loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0, backlog: 1024 });
}

export function addressOf(server: Server): InetAddress {
  return server.sockets[0]?.getsockname() as InetAddress;
}

/** Finishes its future with everything it received, once the peer has ended or `expected` bytes are there. */
export class Collect {
  readonly #chunks: Buffer[] = [];
  readonly #received: Future<Buffer>;
  #missing: number;

  constructor(received: Future<Buffer>, expected: number) {
    this.#received = received;
    this.#missing = expected;
  }

  dataReceived(data: Buffer): void {
    this.#chunks.push(data);
    this.#missing -= data.length;
    if (this.#missing <= 0) this.#finish();
  }

  connectionLost(error: Error | null): void {
    if (error && !this.#received.done()) this.#received.setException(error);
    this.#finish();
  }

  #finish() {
    if (!this.#received.done()) this.#received.setResult(Buffer.concat(this.#chunks));
  }
}

export async function talkFromOurClient(loop: EventLoop, { port }: InetAddress, report: Report): Promise<void> {
  const sent = randomBytes(1_048_576);
  const echoed = loop.createFuture<Buffer>();
  const started = loop.time();
  const [transport] = await loop.createConnection(() => new Collect(echoed, sent.length), { host: '127.0.0.1', port });
  try {
    transport.write(sent);
    const received = await echoed;
    const same = received.equals(sent) ? 'byte for byte the same' : 'not the same bytes';
    const back = `${bytes(received.length)} back, ${same}, in ${milliseconds(loop.time() - started)}`;
    report.check(received.equals(sent), 'our client sends 1 MiB of random bytes', back);
  } finally {
    transport.close();
  }
}

const pythonClient = `
import asyncio, os, platform, sys

async def main():
    reader, writer = await asyncio.open_connection('127.0.0.1', int(sys.argv[1]))
    sent = os.urandom(1 << 20)
    writer.write(sent)
    received = await reader.readexactly(len(sent))
    writer.close()
    await writer.wait_closed()
    print(platform.python_version(), 'same' if received == sent else 'different')

asyncio.run(main())
`;

export async function talkFromPython({ port }: InetAddress, report: Report): Promise<void> {
  const did = "Python's asyncio client sends 1 MiB of random bytes";
  const python = spawn('python3', ['-c', pythonClient, String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = Promise.all([text(python.stdout), text(python.stderr)]);
  try {
    await once(python, 'close');
  } catch (error) {
    return report.skipped(did, `python3 cannot be started (${(error as NodeJS.ErrnoException).code}); everything else goes on`);
  }
  const [answer, errors] = await said;
  const [version, same] = answer.trim().split(' ');
  const back = same === undefined ? `it failed: ${errors.trim().split('\n').at(-1)}` : `Python ${version} got 1 MiB back, ${same} bytes`;
  report.check(same === 'same', did, back);
}

export async function talkFromRawSocket(loop: EventLoop, address: InetAddress, report: Report): Promise<void> {
  const sock = socket();
  try {
    await loop.sockConnect(sock, address);
    await loop.sockSendall(sock, 'hello, raw socket');
    const received = await loop.sockRecv(sock, 100);
    const back = `sockRecv: "${received}"`;
    report.check(String(received) === 'hello, raw socket', 'a raw socket: sockConnect, sockSendall "hello, raw socket"', back);
  } finally {
    sock.close();
  }
}
