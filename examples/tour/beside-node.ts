import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EventLoop, type Future, type InetAddress, sleep, type Transport } from 'tsyncio';
import { milliseconds, type Report } from './report.ts';

/** Sends a message, and sends it again each time it has come back. */
class RoundTrips {
  readonly #message = Buffer.alloc(1024, 'x');
  readonly #lost: Future<void>;
  #transport: Transport | undefined;
  #missing = this.#message.length;
  count = 0;

  constructor(lost: Future<void>) {
    this.#lost = lost;
  }

  connectionMade(transport: Transport) {
    this.#transport = transport;
    transport.write(this.#message);
  }

  dataReceived(data: Buffer) {
    this.#missing -= data.length;
    if (this.#missing > 0) return;
    this.count += 1;
    this.#missing = this.#message.length;
    this.#transport?.write(this.#message);
  }

  connectionLost() {
    this.#lost.setResult();
  }
}

async function fetchFromNode(): Promise<string> {
  const server = createServer((_request, response) => response.end('from node:http')).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    // Not kept open for a next request: what is open is counted later.
    const headers = { connection: 'close' };
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
    return `${response.status} "${await response.text()}"`;
  } finally {
    server.close();
    await once(server, 'close');
  }
}

export async function goOnBesideNode(loop: EventLoop, { port }: InetAddress, report: Report): Promise<void> {
  const lost = loop.createFuture<void>();
  const started = loop.time();
  let ticks = 0;
  const interval = setInterval(() => {
    ticks += 1;
  }, 10);
  const [transport, trips] = await loop.createConnection(() => new RoundTrips(lost), { host: '127.0.0.1', port });
  try {
    const fetched = await fetchFromNode();
    await sleep(started + 500 - loop.time());
    const during = milliseconds(loop.time() - started);
    report.check(trips.count > 0, 'our loop echoes 1 KiB without a pause', `${trips.count.toLocaleString('en')} round trips in ${during}`);
    report.check(ticks > 0, "meanwhile Node's own setInterval of 10 ms", `${ticks} ticks`);
    report.check(fetched === '200 "from node:http"', "meanwhile Node's own fetch from node:http", fetched);
  } finally {
    clearInterval(interval);
    transport.close();
    await lost;
  }
}
