import { type InetAddress, type Protocol, sleep } from '@tsyncio/core';
import { expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { addressOf } from './listening.ts';
import { Recorder } from './recorder.ts';
import { newLoop, type TestLoop, until, withLoop } from './with-loop.ts';

const HOST = '127.0.0.1';

/** A protocol that says who serves, and ends the connection. */
function saying(name: string): () => Protocol {
  return () => ({
    connectionMade: (transport) => {
      transport.write(name);
      transport.close();
    },
  });
}

/** Connect until everyone of `names` has answered. The system deals out connections by the client's port, which is another each time. */
async function untilAllAnswered(loop: TestLoop, address: InetAddress, names: readonly string[]): Promise<void> {
  const heard = new Set<string>();
  while (names.some((name) => !heard.has(name))) {
    const client = new Recorder();
    await loop.createConnection(() => client, address);
    await until(() => client.lost);
    heard.add(client.text);
  }
}

test('with reusePort two processes share a port, and both are given clients', { timeout: 180_000 }, () =>
  withLoop(async (loop) => {
    const child = new Recorder();
    const control = await loop.createServer(() => child, { host: HOST, port: 0 });
    const server = await loop.createServer(saying('parent'), { host: HOST, port: 0, reusePort: true });
    const ports = [server, control].map((one) => `${addressOf(one).port}`);
    const ended = runProgramOf(import.meta.url, 'share-port', { args: ports });
    while (child.transport === null) await sleep(5);
    await untilAllAnswered(loop, addressOf(server), ['parent', 'child']);
    child.transport.close();
    expect(await ended).toEqual(success(''));
    for (const one of [server, control]) await one[Symbol.asyncDispose]();
  }),
);

test('with reusePort two loops share a port, and both are given clients', () =>
  withLoop(async (loop) => {
    const other = newLoop();
    const server = await loop.createServer(saying('one'), { host: HOST, port: 0, reusePort: true });
    const stop = other.createFuture<void>();
    const ran = other.runUntilComplete(async () => {
      const second = await other.createServer(saying('other'), { ...addressOf(server), reusePort: true });
      await stop;
      await second[Symbol.asyncDispose]();
    });
    await untilAllAnswered(loop, addressOf(server), ['one', 'other']);
    other.callSoonThreadsafe(() => stop.setResult());
    await ran;
    other.close();
    await server[Symbol.asyncDispose]();
  }));

test('clients beyond the backlog are served as well', () =>
  withLoop(async (loop) => {
    const served: Recorder[] = [];
    const factory = (): Recorder => {
      served.push(new Recorder());
      return served.at(-1) as Recorder;
    };
    const server = await loop.createServer(factory, { host: HOST, port: 0, backlog: 4 });
    const clients = Array.from({ length: 12 }, () => new Recorder());
    await Promise.all(clients.map((client) => loop.createTask(async () => loop.createConnection(() => client, addressOf(server)))));
    // Linux forgets the end of a handshake for which there was no room; what a client sends makes up for it.
    for (const { transport } of clients) transport?.write('hello');
    while (served.filter(({ text }) => text === 'hello').length < clients.length) await sleep(1);
    for (const { transport } of clients) transport?.close();
    while (!served.every(({ lost }) => lost)) await sleep(1);
    await server[Symbol.asyncDispose]();
  }));
