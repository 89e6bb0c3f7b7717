import type { ExceptionContext, InetAddress, Socket, Transport } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { expect, test } from 'vitest';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import type { StreamTransport } from '../src/stream/stream-transport.ts';
import { addressOf } from './listening.ts';
import { newLoop, type TestLoop, turns, until, withLoop } from './with-loop.ts';

const UNCLOSED = expect.stringContaining('A socket was never closed');
const messages = (reports: ExceptionContext[]): unknown[] => reports.splice(0).map(({ message }) => message);

/** Nobody but its server and its loop holds the transport that it is told of. */
class Idle {
  static made = 0;

  connectionMade(transport: Transport): void {
    Idle.made++;
    transport.pauseReading();
  }
}

async function connectTo(loop: TestLoop, address: InetAddress): Promise<Socket> {
  const client = socket();
  await loop.sockConnect(client, address);
  return client;
}

/** A server with one connection that is idle, and its client. */
async function serveIdle(loop: TestLoop): Promise<{ client: Socket; close: () => void }> {
  const before = Idle.made;
  const server = await loop.createServer(() => new Idle(), { host: '127.0.0.1', port: 0 });
  const client = await connectTo(loop, addressOf(server));
  await until(() => Idle.made > before);
  return { client, close: () => server.close() };
}

/** Collect garbage, and let the loop take turns, until `condition` holds. */
async function collectUntil(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !condition(); round++) {
    globalThis.gc?.();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(condition()).toBe(true);
}

test('a connection that nobody holds once its server is closed is closed, and the exception handler is told', () =>
  withLoop(async (loop, reports) => {
    const before = openSockets().length;
    const client = await (async () => {
      const idle = await serveIdle(loop);
      idle.close();
      return idle.client;
    })();
    await collectUntil(() => reports.length > 0);
    expect(messages(reports)).toEqual([UNCLOSED]);
    expect(String(await loop.sockRecv(client, 10))).toBe('');
    client.close();
    expect(openSockets()).toHaveLength(before);
  }));

test('it is told with where it was accepted, in debug mode', () =>
  withLoop(async (loop, reports) => {
    loop.setDebug(true);
    await (async () => {
      const idle = await serveIdle(loop);
      idle.close();
      idle.client.close();
    })();
    await collectUntil(() => reports.length > 0);
    expect(reports.splice(0)).toEqual([expect.objectContaining({ message: UNCLOSED, sourceTraceback: expect.any(String) })]);
  }));

test('the connection for which the factory closed the server is closed as well', () =>
  withLoop(async (loop, reports) => {
    const before = Idle.made;
    const client = await (async () => {
      const server = await loop.createServer(
        () => {
          server.close();
          return new Idle();
        },
        { host: '127.0.0.1', port: 0 },
      );
      return connectTo(loop, addressOf(server));
    })();
    await until(() => Idle.made > before);
    await collectUntil(() => reports.length > 0);
    expect(messages(reports)).toEqual([UNCLOSED]);
    client.close();
  }));

test('the socket that another transport was to carry on with is closed', () =>
  withLoop(async (loop, reports) => {
    let handedOver = false;
    const server = await loop.createServer(
      () => ({
        connectionMade(transport: Transport): void {
          transport.pauseReading();
          const { owner } = (transport as StreamTransport).handOver();
          owner?.detach(transport);
          handedOver = true;
        },
      }),
      { host: '127.0.0.1', port: 0 },
    );
    const client = await connectTo(loop, addressOf(server));
    await until(() => handedOver);
    await collectUntil(() => reports.length > 0);
    expect(messages(reports)).toEqual([UNCLOSED]);
    client.close();
    server.close();
  }));

test('a connection that only its server holds stays as long as the server serves', () =>
  withLoop(async (loop, reports) => {
    await (async () => {
      const { client, close } = await serveIdle(loop);
      let collected = false;
      const canary = new FinalizationRegistry(() => {
        collected = true;
      });
      (() => canary.register({}, undefined))();
      await collectUntil(() => collected);
      await turns(1);
      expect(() => client.recv(10)).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
      client.close();
      close();
    })();
    await collectUntil(() => reports.length > 0);
    expect(messages(reports)).toEqual([UNCLOSED]);
  }));

test('the connections of a server are closed when its loop is closed and collected', async () => {
  const before = openSockets().length;
  const warnings = await warningsOf(async () => {
    await (async () => {
      const loop = newLoop();
      await loop.runUntilComplete(async () => (await serveIdle(loop)).client.close());
      loop.close();
    })();
    await collectUntil(() => openSockets().length === before);
  });
  // The listening socket, and that of the connection.
  expect(warnings.map(({ message }) => message)).toEqual([UNCLOSED, UNCLOSED]);
});
