import type { InetAddress, Protocol, ServerOptions, Socket } from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { addressOf, bound, hasIPv6 } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const {
  SOL_SOCKET = 0,
  SO_REUSEADDR = 0,
  SO_REUSEPORT = 0,
  SO_KEEPALIVE = 0,
  SO_ACCEPTCONN = 0,
  IPPROTO_IPV6 = 0,
  IPV6_V6ONLY = 0,
} = constants;
const make = (): Protocol => ({});

function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    await turns(2);
    expect(openSockets()).toEqual(before);
  });
}

function option(sock: Socket | undefined, name: number): number | undefined {
  return sock?.getsockopt(SOL_SOCKET, name);
}

describe('createServer', () => {
  test('listens on a free port and serves each client with a protocol of its own', () =>
    withNothingLeft(async (loop) => {
      const served: Recorder[] = [];
      const server = await loop.createServer(
        () => {
          served.push(new Recorder());
          return served.at(-1) as Recorder;
        },
        { host: '127.0.0.1', port: 0 },
      );
      expect(server.isServing()).toBe(true);
      expect(server.getLoop()).toBe(loop);
      const clients = [new Recorder(), new Recorder(), new Recorder()];
      for (const client of clients) await loop.createConnection(() => client, addressOf(server));
      clients.forEach((client, index) => void client.transport?.write(`client ${index}`));
      await until(() => served.length === 3 && served.every(({ bytes }) => bytes > 0));
      expect(served.map(({ text }) => text).sort()).toEqual(['client 0', 'client 1', 'client 2']);
      await finish(...clients, ...served);
      server.close();
      await server.waitClosed();
    }));

  test('takes several hosts and leaves out what is there twice', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: ['127.0.0.1', '127.0.0.2', '127.0.0.1'], port: 0 });
      const addresses = server.sockets.map((sock) => sock.getsockname() as InetAddress);
      expect(addresses.map(({ host }) => host).sort()).toEqual(['127.0.0.1', '127.0.0.2']);
      for (const address of addresses) {
        const client = new Recorder();
        await loop.createConnection(() => client, address);
        await finish(client);
      }
      server.close();
      await server.waitClosed();
    }));

  test.each([undefined, null, ''])('with the host %j listens on all interfaces', (host) =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host, port: 0 });
      const hosts = server.sockets.map((sock) => (sock.getsockname() as InetAddress).host);
      expect(hosts).toContain('0.0.0.0');
      if (hasIPv6) expect(hosts).toContain('::');
      server.close();
    }),
  );

  test.skipIf(!hasIPv6)('takes only IPv6 on an IPv6 socket, so that IPv4 may have the same port (skipped without IPv6)', () =>
    withNothingLeft(async (loop) => {
      // Chosen by IPv4, where old connections keep ports for a while.
      const [free, { port }] = bound('0.0.0.0');
      free.close();
      const v6 = await loop.createServer(make, { host: '::', port });
      expect(v6.sockets[0]?.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)).toBe(1);
      const v4 = await loop.createServer(make, { host: '0.0.0.0', port });
      for (const server of [v4, v6]) server.close();
    }),
  );

  test.skipIf(!hasIPv6)('listens only in the family that was asked for (skipped without IPv6)', () =>
    withNothingLeft(async (loop) => {
      for (const [family, host] of [
        [constants.AF_INET, '0.0.0.0'],
        [constants.AF_INET6, '::'],
      ] as const) {
        const server = await loop.createServer(make, { port: 0, family });
        expect(server.sockets.map((sock) => (sock.getsockname() as InetAddress).host)).toEqual([host]);
        server.close();
      }
    }),
  );

  test('sets SO_REUSEADDR unless told not to, and the other options when told to', () =>
    withNothingLeft(async (loop) => {
      const plain = await loop.createServer(make, { host: '127.0.0.1', port: 0 });
      expect([SO_REUSEADDR, SO_REUSEPORT, SO_KEEPALIVE].map((name) => option(plain.sockets[0], name))).toEqual([1, 0, 0]);
      const other = await loop.createServer(make, { host: '127.0.0.1', port: 0, reuseAddress: false, reusePort: true, keepAlive: true });
      expect([SO_REUSEADDR, SO_REUSEPORT, SO_KEEPALIVE].map((name) => option(other.sockets[0], name))).toEqual([0, 1, 1]);
      for (const server of [plain, other]) server.close();
    }));

  test('with reusePort two servers share a port', () =>
    withNothingLeft(async (loop) => {
      const first = await loop.createServer(make, { host: '127.0.0.1', port: 0, reusePort: true });
      const second = await loop.createServer(make, { host: '127.0.0.1', port: addressOf(first).port, reusePort: true });
      expect(addressOf(second)).toEqual(addressOf(first));
      for (const server of [first, second]) server.close();
    }));

  test('with startServing false is bound and refuses clients until it serves', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0, startServing: false });
      expect([server.isServing(), option(server.sockets[0], SO_ACCEPTCONN)]).toEqual([false, 0]);
      expect((await failureOf(() => loop.createConnection(make, addressOf(server)))).code).toBe('ECONNREFUSED');
      await server.startServing();
      await server.startServing();
      expect([server.isServing(), option(server.sockets[0], SO_ACCEPTCONN)]).toEqual([true, 1]);
      const client = new Recorder();
      await loop.createConnection(() => client, addressOf(server));
      await finish(client);
      server.close();
      await server.waitClosed();
    }));

  test.each([0, 1, 5000])('works with a backlog of %d', (backlog) =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0, backlog });
      const clients = Array.from({ length: 8 }, () => new Recorder());
      await Promise.all(clients.map((client) => loop.createTask(async () => loop.createConnection(() => client, addressOf(server)))));
      await finish(...clients);
      server.close();
      await server.waitClosed();
    }),
  );

  test('takes a bound socket, TCP or Unix, makes it non-blocking, and closes it', () =>
    withNothingLeft(async (loop) => {
      const [inet] = bound();
      const unix = socket(constants.AF_UNIX, constants.SOCK_STREAM);
      unix.bind(`\0tsyncio-server-${process.pid}`);
      for (const sock of [inet, unix]) {
        sock.setblocking(true);
        const served = new Recorder();
        const server = await loop.createServer(() => served, { sock });
        expect(server.sockets).toEqual([sock]);
        expect(sock.getblocking()).toBe(false);
        const connecting = socket(sock.family);
        await loop.sockConnect(connecting, sock.getsockname());
        connecting.send('hello');
        await until(() => served.bytes > 0);
        connecting.close();
        await until(() => served.lost);
        server.close();
        await server.waitClosed();
        expect(sock.fileno()).toBe(-1);
      }
    }));
});

describe('fails and leaves nothing open', () => {
  test('when the port is in use: EADDRINUSE, and the sockets bound before are closed', () =>
    withNothingLeft(async (loop) => {
      const first = await loop.createServer(make, { host: '127.0.0.2', port: 0 });
      const { port } = addressOf(first);
      const error = await failureOf(() => loop.createServer(make, { host: ['127.0.0.1', '127.0.0.2'], port }));
      expect(error).toMatchObject({ code: 'EADDRINUSE', address: '127.0.0.2', port });
      first.close();
    }));

  test('when somebody began to listen after the port was bound', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0, startServing: false });
      const other = await loop.createServer(make, { ...addressOf(server), startServing: false });
      await server.startServing();
      expect(await failureOf(() => other.startServing())).toMatchObject({ code: 'EADDRINUSE', syscall: 'listen' });
      expect(other.isServing()).toBe(false);
      for (const one of [server, other]) one.close();
    }));

  test('when no address is ours', () =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createServer(make, { host: '198.51.100.1', port: 0 }));
      expect(error).toMatchObject({ code: 'EADDRNOTAVAIL', syscall: 'bind' });
      expect(error.message).toMatch(/could not bind on any address.*198\.51\.100\.1/);
    }));

  test('leaves out an address that is not ours beside one that is', () =>
    withNothingLeft(async (loop) => {
      const server = await loop.createServer(make, { host: ['198.51.100.1', '127.0.0.1'], port: 0 });
      expect(server.sockets.map((sock) => (sock.getsockname() as InetAddress).host)).toEqual(['127.0.0.1']);
      server.close();
    }));

  test('when a name does not resolve', () =>
    withNothingLeft(async (loop) => {
      const options = { host: ['127.0.0.1', 'no-number'], port: 0, flags: constants.AI_NUMERICHOST };
      expect(await failureOf(() => loop.createServer(make, options))).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    }));
});

describe('refuses options that are wrong', () => {
  const cases: [string, unknown, RegExp, ErrorConstructor][] = [
    ['none at all', undefined, /options object/, TypeError],
    ['neither host nor port nor sock', {}, /neither host\/port nor sock were specified/, TypeError],
    ['a host that is no string', { host: 5, port: 0 }, /host must be a string or a list of strings, got number/, TypeError],
    ['an empty list of hosts', { host: [], port: 0 }, /empty list/, TypeError],
    ['a list with something else', { host: ['127.0.0.1', 5], port: 0 }, /got number/, TypeError],
    ['a port that is a string', { host: '127.0.0.1', port: '80' }, /port must be a number/, TypeError],
    ['a port above 65535', { host: '127.0.0.1', port: 65_536 }, /65536/, RangeError],
    ['a negative backlog', { host: '127.0.0.1', port: 0, backlog: -1 }, /backlog/, RangeError],
    ['a backlog with a fraction', { host: '127.0.0.1', port: 0, backlog: 1.5 }, /backlog/, RangeError],
    ['a host with a zero byte', { host: '127.0.0.1\0.example', port: 0 }, /host/, TypeError],
    ['a sock that is none', { sock: {} }, /sock/, TypeError],
    ['ssl: true', { host: '127.0.0.1', port: 0, ssl: true }, /ssl must be an object of TLS options, got boolean/, TypeError],
    ['sslHandshakeTimeout without ssl', { host: '127.0.0.1', port: 0, sslHandshakeTimeout: 1 }, /only meaningful with ssl/, TypeError],
    ['sslShutdownTimeout without ssl', { host: '127.0.0.1', port: 0, sslShutdownTimeout: 1 }, /only meaningful with ssl/, TypeError],
  ];

  test.each(cases)('%s', (_what, options, words, type) =>
    withNothingLeft(async (loop) => {
      const result = loop.createServer(make, options as ServerOptions);
      expect(result).toBeInstanceOf(Promise);
      const error = await failureOf(async () => (await result).close());
      expect(error).toBeInstanceOf(type);
      expect(error.message).toMatch(words);
    }),
  );

  test('host or port beside sock; a socket that is no stream', () =>
    withNothingLeft(async (loop) => {
      const [sock] = bound();
      for (const extra of [{ host: '127.0.0.1' }, { port: 0 }]) {
        const error = await failureOf(() => loop.createServer(make, { sock, ...extra }));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/can not be specified at the same time/);
      }
      expect(sock.fileno()).toBeGreaterThan(0);
      sock.close();
      const datagram = socket(constants.AF_INET, constants.SOCK_DGRAM);
      expect((await failureOf(() => loop.createServer(make, { sock: datagram }))).message).toMatch(/stream socket was expected/);
      datagram.close();
    }));

  test.each([null, undefined, 5, {}])('the factory %s', (factory) =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createServer(factory as unknown as () => Protocol, { host: '127.0.0.1', port: 0 }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/createServer needs a function/);
    }),
  );
});
