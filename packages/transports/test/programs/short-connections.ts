// Opens, uses and closes many connections, some at once, to a server in the same process, and tells what is left after each part of them.
// Fails when a connection fails, or when what is held grows with their number. The argument is how many.
import { readdirSync } from 'node:fs';
import { createLoop, type InetAddress, type Protocol, sleep, type Transport } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const TOTAL = Number(process.argv[2] ?? 5_000);
const AT_ONCE = 50;
const PARTS = 5;
/** Each connection lingers in the system for a minute: with enough addresses of our own their ports do not run out. */
const ADDRESSES = 200;
/** What memory may differ by between the second part and the last, in KiB: at 100,000 connections, 18 bytes for each. */
const MAY_GROW = 1024;
/** The connections of a part are over long before. */
const PATIENCE = 60_000;

const loop = createLoop([sockets(), transports()], nativeKernel());
const counts = { made: 0, lost: 0, served: 0, gone: 0, errors: 0 };

class Echo implements Protocol {
  #transport!: Transport;

  connectionMade(transport: Transport): void {
    counts.served++;
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.#transport.write(data);
  }

  connectionLost(error: Error | null): void {
    counts.gone++;
    if (error !== null) counts.errors++;
  }
}

class Client implements Protocol {
  #transport!: Transport;

  connectionMade(transport: Transport): void {
    counts.made++;
    this.#transport = transport;
    transport.write('hello');
  }

  dataReceived(): void {
    this.#transport.close();
  }

  connectionLost(error: Error | null): void {
    counts.lost++;
    if (error !== null) counts.errors++;
  }
}

/** What this process holds once all that can be collected is. */
async function held(): Promise<{ descriptors: number; watched: number; kilobytes: number; rss: number }> {
  await new Promise((resolve) => void setImmediate(resolve));
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const kilobytes = Math.round((heapUsed + arrayBuffers) / 1024);
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    watched: stateOf(loop).readiness.size,
    kilobytes,
    rss: Math.round(rss / 1024),
  };
}

async function connectSome(count: number, first: number, address: InetAddress): Promise<void> {
  for (let index = 0; index < count; index++) {
    const localAddr = { host: `127.0.1.${1 + ((first + index) % ADDRESSES)}`, port: 0 };
    await loop.createConnection(() => new Client(), { ...address, localAddr });
  }
}

async function runPart(part: number, address: InetAddress): Promise<void> {
  const each = TOTAL / PARTS / AT_ONCE;
  const tasks = Array.from({ length: AT_ONCE }, (_, index) => loop.createTask(() => connectSome(each, part * 13 + index * each, address)));
  await Promise.all(tasks);
  const until = loop.time() + PATIENCE;
  while ((counts.lost < counts.made || counts.gone < counts.served) && loop.time() < until) await sleep(1);
}

const started = performance.now();
const after: Awaited<ReturnType<typeof held>>[] = [];
await loop.runUntilComplete(async () => {
  const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0, backlog: AT_ONCE });
  for (let part = 0; part < PARTS; part++) {
    await runPart(part, server.sockets[0]?.getsockname() as InetAddress);
    after.push(await held());
  }
  server.close();
  await server.waitClosed();
});
loop.close();
const seconds = (performance.now() - started) / 1000;
// The first part also fills caches and pools.
const [second, last] = [after[1], after.at(-1)];
const grown = {
  descriptors: (last?.descriptors ?? 0) - (second?.descriptors ?? 0),
  watched: (last?.watched ?? 0) - (second?.watched ?? 0),
  memory: (last?.kilobytes ?? 0) - (second?.kilobytes ?? 0) < MAY_GROW ? 'flat' : 'grows',
};
console.log(JSON.stringify({ counts, grown, after, seconds, perSecond: Math.round(TOTAL / seconds) }));
const complete = counts.errors === 0 && [counts.made, counts.lost, counts.served, counts.gone].every((count) => count === TOTAL);
if (!complete || grown.descriptors !== 0 || grown.watched !== 0 || grown.memory !== 'flat') process.exitCode = 1;
