import { constants } from 'node:os';
import { type ReadTransport, sleep } from '@tsyncio/core';
import { WRITABLE } from '@tsyncio/core/area';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { simulatedKernel, simulatedNetwork } from '../../src/index.ts';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { World } from '../world.ts';
import { serveEcho } from './echo.ts';
import { onHosts } from './on-hosts.ts';

const { AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_ERROR, SO_RCVBUF } = linux;
const HERE = { host: '0.0.0.0', port: 9 };
const THERE = { host: '10.0.0.1', port: 9 };
const forever = new Promise<void>(() => {});

describe('bytes that are not answered', () => {
  test('break their connection after a quarter of an hour, also when only the answers are lost', () =>
    onHosts({
      server: (on) => serveEcho(on, sleep(1_000_000)),
      client: async ({ loop, network }) => {
        const lost = loop.createFuture<Error | null>();
        const [transport] = await loop.createConnection(() => ({ connectionLost: lost.setResult.bind(lost) }), { host: 'server', port: 7 });
        network.partition('server', 'client', { oneWay: true });
        transport.write('x');
        expect(((await lost) as NodeJS.ErrnoException).code).toBe('ETIMEDOUT');
        expect(loop.time()).toBe(924_600);
        network.repair();
      },
    }));

  test.each([
    ['after a quarter of an hour', false, 'ETIMEDOUT'],
    ['by a reset once it starts again', true, 'ECONNRESET'],
  ])('because the other host had no room and crashed break their connection %s', async (_when, restarts, code) => {
    const ends = await onHosts({
      server: async ({ loop }) => {
        await loop.createServer(() => ({ connectionMade: (made) => (made as ReadTransport).pauseReading() }), { port: 7 });
        await forever;
      },
      client: async ({ loop, network }) => {
        const lost = loop.createFuture<Error | null>();
        const [transport] = await loop.createConnection(() => ({ connectionLost: lost.setResult.bind(lost) }), { host: 'server', port: 7 });
        transport.write(Buffer.alloc(1_000_000));
        await sleep(100);
        network.crash('server');
        if (restarts) network.restart('server');
        expect(((await lost) as NodeJS.ErrnoException).code).toBe(code);
      },
    });
    expect(ends).toEqual(['ERR_HOST_CRASHED', 'done']);
  });
});

describe('what is on its way', () => {
  test('when its connection is closed with bytes unread arrives before the reset', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using listener = socket();
          listener.bind(HERE);
          listener.listen(5);
          const [side] = await loop.sockAccept(listener);
          await sleep(200);
          await loop.sockSendall(side, 'too large');
          side.close();
        },
        client: async ({ loop }) => {
          using side = socket();
          await loop.sockConnect(side, THERE);
          await loop.sockSendall(side, 'a request');
          expect(String(await loop.sockRecv(side, 100))).toBe('too large');
          expect((await failureOf(() => loop.sockRecv(side, 100))).code).toBe('ECONNRESET');
        },
      },
      { latency: 100 },
    ));

  test('is lost with a partition, also with one that is over before it would arrive', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using server = socket(AF_INET, SOCK_DGRAM);
          server.bind(HERE);
          expect(String(await loop.sockRecv(server, 100))).toBe('second');
        },
        client: async ({ loop, network }) => {
          using client = socket(AF_INET, SOCK_DGRAM);
          await sleep(1);
          await loop.sockSendto(client, 'first', THERE);
          network.partition('client', 'server');
          network.repair();
          await loop.sockSendto(client, 'second', THERE);
        },
      },
      { latency: 100 },
    ));

  test('and was held is lost with a partition that comes right after the repair', () =>
    onHosts({
      server: async ({ loop }) => {
        using server = socket(AF_INET, SOCK_DGRAM);
        server.bind(HERE);
        expect(String(await loop.sockRecv(server, 100))).toBe('second');
      },
      client: async ({ loop, network }) => {
        using client = socket(AF_INET, SOCK_DGRAM);
        network.hold('client');
        await sleep(1);
        await loop.sockSendto(client, 'first', THERE);
        await sleep(1);
        network.repair();
        network.partition('client');
        await sleep(1);
        network.repair();
        await loop.sockSendto(client, 'second', THERE);
      },
    }));

  test('of a partition that becomes a hold is lost no more', () =>
    onHosts({
      server: async ({ loop }) => {
        using server = socket(AF_INET, SOCK_DGRAM);
        server.bind(HERE);
        expect(String(await loop.sockRecv(server, 100))).toBe('held');
      },
      client: async ({ loop, network }) => {
        using client = socket(AF_INET, SOCK_DGRAM);
        network.partition('client');
        await sleep(1);
        await loop.sockSendto(client, 'lost', THERE);
        network.hold('client');
        await loop.sockSendto(client, 'held', THERE);
        await sleep(1000);
        network.repair();
      },
    }));
});

test('a connected datagram socket is not told that nobody is where it only sent to', () =>
  onHosts({
    server: async ({ loop }) => {
      using server = socket(AF_INET, SOCK_DGRAM);
      server.bind(HERE);
      await sleep(100);
      expect(loop.time()).toBe(100);
    },
    client: async ({ loop }) => {
      await sleep(1);
      for (const host of ['10.0.0.1', '10.0.0.2']) {
        using client = socket(AF_INET, SOCK_DGRAM);
        await loop.sockConnect(client, THERE);
        await loop.sockSendto(client, 'x', { host, port: 10 });
        await sleep(10);
        expect(client.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(0);
        await loop.sockConnect(client, { host, port: 10 });
        await loop.sockSendto(client, 'x', { host, port: 10 });
        await sleep(10);
        expect(client.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(constants.errno.ECONNREFUSED);
      }
    },
  }));

test.each(['one', 'two'])('a larger receive buffer on host one has room for more from host %s, before anything is read', (name) => {
  const network = simulatedNetwork();
  const receiver = new World(simulatedKernel({ network, host: 'one', bufferSize: 5000 }));
  const sender = new World(simulatedKernel({ network, host: name, bufferSize: 5000 }));
  const listener = receiver.socket();
  receiver.bind(listener, { host: '0.0.0.0', port: 9 });
  receiver.listen(listener, 1);
  const client = sender.socket();
  sender.connect(client, THERE);
  receiver.ready(listener);
  const server = receiver.accepted(listener);
  while (typeof sender.send(client, 'x'.repeat(1000)) === 'number') receiver.ready(server);
  const { poller, turns } = sender.kernel;
  poller.register(client, WRITABLE);
  expect(turns.poll()).toBe(0);
  receiver.setOption(server, SOL_SOCKET, SO_RCVBUF, 50_000);
  expect(turns.poll()).toBe(1);
});
