import { constants } from 'node:os';
import { type Protocol, sleep, type Transport } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { echo, serveEcho, signal } from './echo.ts';
import { onHosts } from './on-hosts.ts';

const { AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_ERROR } = linux;
const HERE = { host: '0.0.0.0', port: 9 };
const THERE = { host: '10.0.0.1', port: 9 };

describe('a link that loses packets', () => {
  test('loses datagrams as often as it should, and the same ones for the same seed', async () => {
    const arrived = async (seed: number): Promise<string[]> => {
      const received: string[] = [];
      const done = signal();
      await onHosts(
        {
          server: async ({ loop }) => {
            const [transport] = await loop.createDatagramEndpoint(
              () => ({ datagramReceived: (data: Buffer) => void received.push(String(data)) }),
              { localAddr: HERE },
            );
            await done.given;
            transport.close();
          },
          client: async ({ loop }) => {
            const [transport] = await loop.createDatagramEndpoint(() => ({}), { remoteAddr: THERE });
            for (let i = 0; i < 1000; i++) {
              transport.sendto(String(i));
              await sleep(1);
            }
            transport.close();
            done.give();
          },
        },
        { loss: 0.25, seed },
      );
      return received;
    };
    const first = await arrived(1);
    expect(first.length).toBeGreaterThan(690);
    expect(first.length).toBeLessThan(810);
    expect(await arrived(1)).toEqual(first);
    expect(await arrived(2)).not.toEqual(first);
  });

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('brings every byte of a connection, in order, seed %i', async (seed) => {
    const over = signal();
    const sent = Buffer.from(Array.from({ length: 30_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
    await onHosts(
      {
        server: (on) => serveEcho(on, over.given),
        client: async ({ loop }) => {
          const ended = loop.createFuture<void>();
          const received: Buffer[] = [];
          const protocol: Protocol = {
            connectionMade: (made) => {
              (made as Transport).write(sent);
              (made as Transport).writeEof();
            },
            dataReceived: (data) => void received.push(Buffer.from(data)),
            connectionLost: (error) => (error === null ? ended.setResult() : ended.setException(error)),
          };
          await loop.createConnection(() => protocol, { host: 'server', port: 7 });
          await ended;
          expect(Buffer.concat(received).equals(sent)).toBe(true);
          // A connection this long without a loss would be no test.
          expect(loop.time()).toBeGreaterThan(200);
          over.give();
        },
      },
      { latency: 10, jitter: 10, loss: 0.1, seed },
      { seed, fragment: true },
    );
  });
});

describe('a partition', () => {
  test('lets a connect try for 127 seconds, then fail', () =>
    onHosts({
      server: async ({ loop }) => {
        const server = await loop.createServer(echo, { port: 7 });
        await sleep(200_000);
        server.close();
      },
      client: async ({ loop, network }) => {
        network.partition('client', 'server');
        using client = socket();
        const failure = await failureOf(() => loop.sockConnect(client, { ...THERE, port: 7 }));
        expect([failure.code, loop.time()]).toEqual(['ETIMEDOUT', 127_000]);
      },
    }));

  test('that ends before lets it succeed with its next try', () =>
    onHosts({
      server: (on) => serveEcho(on, sleep(20_000)),
      client: async ({ loop, network }) => {
        network.partition('client');
        loop.callLater(5000, () => network.repair());
        const [transport] = await loop.createConnection(() => ({}), { host: 'server', port: 7 });
        expect(loop.time()).toBe(7000);
        transport.close();
      },
    }));

  test('breaks a connection on which bytes are not answered, after a quarter of an hour; one without bytes never knows', () =>
    onHosts({
      server: async ({ loop }) => {
        const lost = loop.createFuture<Error | null>();
        const server = await loop.createServer(() => ({ connectionLost: lost.setResult.bind(lost) }), { port: 7 });
        await sleep(2_000_000);
        expect(lost.done()).toBe(false);
        server.close();
        server.abortClients();
        await lost;
      },
      client: async ({ loop, network }) => {
        const lost = loop.createFuture<Error | null>();
        const [transport] = await loop.createConnection(() => ({ connectionLost: lost.setResult.bind(lost) }), { host: 'server', port: 7 });
        network.partition('client', 'server');
        transport.write('anybody there?');
        expect(((await lost) as NodeJS.ErrnoException).code).toBe('ETIMEDOUT');
        expect(loop.time()).toBe(924_600);
      },
    }));

  test('that ends before is only a delay', () =>
    onHosts({
      server: (on) => serveEcho(on, sleep(100_000)),
      client: async ({ loop, network }) => {
        const echoed = loop.createFuture<void>();
        const [transport] = await loop.createConnection(() => ({ dataReceived: () => echoed.setResult() }), { host: 'server', port: 7 });
        network.partition('client', 'server');
        transport.write('x');
        loop.callLater(10_000, () => network.repair('client', 'server'));
        await echoed;
        // Sent again after 0.2, 0.4, … s: the sixth time, at 12.6 s, it gets through.
        expect(loop.time()).toBe(12_600);
        transport.close();
      },
    }));

  test('in one direction lets words through, but not their answer', () =>
    onHosts({
      server: async ({ loop }) => {
        using server = socket(AF_INET, SOCK_DGRAM);
        server.bind(HERE);
        const [data, client] = await loop.sockRecvfrom(server, 100);
        expect(String(data)).toBe('there');
        await loop.sockSendto(server, 'back', client);
        await sleep(100);
        await loop.sockSendto(server, 'again', client);
      },
      client: async ({ loop, network }) => {
        network.partition('server', 'client', { oneWay: true });
        using client = socket(AF_INET, SOCK_DGRAM);
        await sleep(1);
        await loop.sockSendto(client, 'there', THERE);
        await sleep(50);
        network.repair('client', 'server');
        expect(String(await loop.sockRecv(client, 100))).toBe('again');
      },
    }));

  test('loses what is on its way, also what came to a link that was held', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using server = socket(AF_INET, SOCK_DGRAM);
          server.bind(HERE);
          expect(String(await loop.sockRecv(server, 100))).toBe('third');
        },
        client: async ({ loop, network }) => {
          using client = socket(AF_INET, SOCK_DGRAM);
          await sleep(1);
          network.hold('client', 'server');
          await loop.sockSendto(client, 'first', THERE);
          await sleep(200);
          await loop.sockSendto(client, 'second', THERE);
          network.partition('client', 'server');
          await sleep(200);
          network.repair();
          await loop.sockSendto(client, 'third', THERE);
        },
      },
      { latency: 100 },
    ));

  test('of several from all others leaves those among themselves', () =>
    onHosts({
      one: (on) => serveEcho(on, sleep(10)),
      two: async ({ loop, network }) => {
        network.addHost('four');
        network.partition(['one', 'two']);
        const [transport] = await loop.createConnection(() => ({}), { host: 'one', port: 7 });
        transport.close();
      },
      three: async ({ loop }) => {
        await sleep(1);
        using client = socket();
        expect((await failureOf(() => loop.sockConnect(client, { ...THERE, port: 7 }))).code).toBe('ETIMEDOUT');
      },
    }));
});

describe('a link that is held', () => {
  test('loses nothing, and brings it in order when it is repaired', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using server = socket(AF_INET, SOCK_DGRAM);
          server.bind(HERE);
          const received: string[] = [];
          for (let i = 0; i < 3; i++) received.push(String(await loop.sockRecv(server, 100)));
          expect([received, loop.time()]).toEqual([['0', '1', '2'], 1001]);
        },
        client: async ({ loop, network }) => {
          using client = socket(AF_INET, SOCK_DGRAM);
          network.hold('client');
          await sleep(1);
          for (let i = 0; i < 3; i++) await loop.sockSendto(client, String(i), THERE);
          await sleep(1000);
          network.repair('client');
        },
      },
      { latency: 10 },
    ));

  test('does not break a connection, however long', () =>
    onHosts({
      server: (on) => serveEcho(on, sleep(20_000_000)),
      client: async ({ loop, network }) => {
        const echoed = loop.createFuture<void>();
        const [transport] = await loop.createConnection(() => ({ dataReceived: () => echoed.setResult() }), { host: 'server', port: 7 });
        network.hold('client', 'server');
        transport.write('x');
        loop.callLater(10_000_000, () => network.repair());
        await echoed;
        expect(loop.time()).toBe(10_000_000);
        transport.close();
      },
    }));

  test('does not keep a connect from failing in time', () =>
    onHosts({
      server: (on) => serveEcho(on, sleep(200_000)),
      client: async ({ loop, network }) => {
        network.hold('client');
        using client = socket();
        expect((await failureOf(() => loop.sockConnect(client, { ...THERE, port: 7 }))).code).toBe('ETIMEDOUT');
        network.repair();
      },
    }));
});

describe('nobody at an address', () => {
  test('is found out by a connect after three seconds', () =>
    onHosts({
      client: async ({ loop }) => {
        using client = socket();
        const failure = await failureOf(() => loop.sockConnect(client, { host: '10.9.9.9', port: 7 }));
        expect([failure.code, loop.time()]).toEqual(['EHOSTUNREACH', 3000]);
      },
    }));

  test('takes datagrams without a word', () =>
    onHosts({
      client: async ({ loop }) => {
        using client = socket(AF_INET, SOCK_DGRAM);
        expect(await loop.sockSendto(client, 'x', { host: '10.9.9.9', port: 7 })).toBe(1);
        await sleep(10_000);
        expect(client.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(0);
      },
    }));

  test('on a port is told to a connected datagram socket, once word comes back', () =>
    onHosts(
      {
        server: async () => {},
        client: async ({ loop }) => {
          using client = socket(AF_INET, SOCK_DGRAM);
          await loop.sockConnect(client, THERE);
          await loop.sockSendto(client, 'x', THERE);
          await sleep(199);
          expect(client.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(0);
          await sleep(2);
          expect(client.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(constants.errno.ECONNREFUSED);
        },
      },
      { latency: 100 },
    ));
});
