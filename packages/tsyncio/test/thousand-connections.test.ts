import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type EventLoop, type Future, type InetAddress, newEventLoop, type Server, type Transport } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { outputOf, startProgram } from './child.ts';

const count = 1000;

/** What this process has open, by descriptor. Linux only. */
function openDescriptors(): Map<string, string> {
  const open = new Map<string, string>();
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      open.set(fd, readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // The one with which the folder was read.
    }
  }
  return open;
}

/** What every epoll instance of this process watches: "instance: descriptor events". */
function watchers(): string[] {
  const open = openDescriptors();
  const isPoller = (fd: string | undefined) => fd !== undefined && open.get(fd) === 'anon_inode:[eventpoll]';
  return [...open.keys()].filter(isPoller).flatMap((fd) => {
    const watched = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').matchAll(/^tfd:\s*(\d+)\s+events:\s*(\S+)/gm);
    // Node's instance watches our loop's instance only while that sleeps.
    return [...watched].filter(([, target]) => !isPoller(target)).map(([, target, events]) => `${fd}: ${target} ${events}`);
  });
}

function openAndWatched() {
  return { descriptors: [...openDescriptors()], watchers: watchers() };
}

/** How many of what are open: a loop's own descriptors may get other numbers. */
function kindsOfOpen(): string[] {
  return [...openDescriptors().values()].map((target) => target.replace(/\d+/g, 'N')).sort();
}

class Echo {
  #transport: Transport | undefined;

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.#transport?.write(data);
  }
}

class Client {
  readonly received: Future<string>;
  readonly lost: Future<Error | null>;

  constructor(loop: EventLoop) {
    this.received = loop.createFuture();
    this.lost = loop.createFuture();
  }

  dataReceived(data: Buffer): void {
    this.received.setResult(data.toString());
  }

  connectionLost(error: Error | null): void {
    this.lost.setResult(error);
  }
}

function portOf(server: Server): number {
  const [listening] = server.sockets;
  if (!listening) throw new Error('the server does not listen');
  return (listening.getsockname() as InetAddress).port;
}

async function openUseAndClose(loop: EventLoop): Promise<{ readonly answers: string[]; readonly open: number }> {
  const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0, backlog: 1024 });
  const port = portOf(server);
  const connections = await Promise.all(
    Array.from({ length: count }, () => loop.createConnection(() => new Client(loop), { host: '127.0.0.1', port })),
  );
  for (const [index, [transport]] of connections.entries()) transport.write(`message ${index}`);
  const answers: string[] = [];
  for (const [, client] of connections) answers.push(await client.received);
  const open = openDescriptors().size;
  for (const [transport] of connections) transport.close();
  for (const [, client] of connections) await client.lost;
  server.close();
  await server.waitClosed();
  return { answers, open };
}

describe.skipIf(process.platform !== 'linux')('1,000 connections opened, used and closed', () => {
  test('leave nothing once the loop is closed', { timeout: 180_000 }, async () => {
    const before = kindsOfOpen();
    const loop = newEventLoop();
    await loop.runUntilComplete(() => openUseAndClose(loop));
    loop.close();
    // Node closes what its loop watched in a later turn.
    await expect.poll(kindsOfOpen, { timeout: 60_000 }).toEqual(before);
  });

  test('leave no descriptor and no watcher while the loop goes on, and again the second time', { timeout: 180_000 }, async () => {
    using loop = newEventLoop();
    await loop.runUntilComplete(async () => {
      // The loop's own descriptors, made on first use.
      const server = await loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 });
      server.close();
      await server.waitClosed();
      const before = openAndWatched();
      for (let time = 0; time < 2; time++) {
        const { answers, open } = await openUseAndClose(loop);
        expect(answers).toEqual(Array.from({ length: count }, (_, index) => `message ${index}`));
        expect(open).toBeGreaterThanOrEqual(before.descriptors.length + 2 * count);
        expect(openAndWatched()).toEqual(before);
      }
    });
  });
});

const opensAndCloses = `
  import { run } from 'tsyncio';

  class Echo {
    connectionMade(transport) { this.transport = transport; }
    dataReceived(data) { this.transport.write(data); }
  }
  class Client {
    constructor(loop) { this.received = loop.createFuture(); this.lost = loop.createFuture(); }
    dataReceived(data) { this.received.setResult(String(data)); }
    connectionLost(error) { this.lost.setResult(error); }
  }
  await run(async (loop) => {
    const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 0, backlog: 1024 });
    const { port } = server.sockets[0].getsockname();
    const connect = () => loop.createConnection(() => new Client(loop), { host: '127.0.0.1', port });
    const connections = await Promise.all(Array.from({ length: ${count} }, connect));
    for (const [transport] of connections) transport.write('x');
    for (const [, client] of connections) await client.received;
    CLOSE
  });
  console.log('done');
`;

describe('a process ends by itself', () => {
  test('after 1,000 connections were closed', { timeout: 180_000 }, async () => {
    const close = `
      for (const [transport] of connections) transport.close();
      for (const [, client] of connections) await client.lost;
      server.close();
      await server.waitClosed();`;
    expect(await outputOf(startProgram(opensAndCloses.replace('CLOSE', close)))).toBe('done\n');
  });

  test('after run() left 1,000 connections and a server open', { timeout: 180_000 }, async () => {
    expect(await outputOf(startProgram(opensAndCloses.replace('CLOSE', '')))).toBe('done\n');
  });
});
