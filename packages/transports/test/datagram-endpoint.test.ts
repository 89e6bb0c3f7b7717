import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoop, type InetAddress } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { constants, socket, socketpair, sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { transports } from '../src/index.ts';
import { ANYWHERE, DatagramRecorder, type Endpoint, finishAll, openEndpoint } from './datagram-recorder.ts';
import { hasIPv6 } from './listening.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, AF_UNIX = 0, SOCK_DGRAM = 0, SOL_SOCKET = 0 } = constants;
const { SO_REUSEPORT = 0, SO_BROADCAST = 0, IPPROTO_UDP = 0 } = constants;
const HOSTS = ['127.0.0.1', ...(hasIPv6 ? ['::1'] : [])];

async function exchange(one: Endpoint, other: Endpoint): Promise<void> {
  one.transport.sendto('there', other.address);
  await until(() => other.protocol.received.length > 0);
  other.transport.sendto('and back', other.protocol.received[0]?.[1]);
  await until(() => one.protocol.received.length > 0);
  expect([one.protocol.texts, other.protocol.texts]).toEqual([['and back'], ['there']]);
}

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-datagrams-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an endpoint', () => {
  test.each(HOSTS)('on %s receives from anybody, and says where it is', (host) =>
    withLoop(async (loop) => {
      const [one, other] = [
        await openEndpoint(loop, { localAddr: { host, port: 0 } }),
        await openEndpoint(loop, { localAddr: { host, port: 0 } }),
      ];
      const { port } = one.address as InetAddress;
      expect([one.address, port > 0, one.sock.type, one.sock.proto]).toEqual([
        expect.objectContaining({ host, port }),
        true,
        SOCK_DGRAM,
        IPPROTO_UDP,
      ]);
      expect([one.transport.getExtraInfo('peername'), one.transport.getExtraInfo('peername', 'nobody')]).toEqual([undefined, 'nobody']);
      await exchange(one, other);
      expect(other.protocol.received[0]?.[1]).toMatchObject({ host, port });
      await finishAll(one, other);
    }),
  );

  test('with a peer hears only that, and needs no address', () =>
    withLoop(async (loop) => {
      const [server, stranger] = [await openEndpoint(loop, { localAddr: ANYWHERE }), await openEndpoint(loop, { localAddr: ANYWHERE })];
      const client = await openEndpoint(loop, { remoteAddr: server.address });
      expect(client.transport.getExtraInfo('peername')).toEqual(server.address);
      stranger.transport.sendto('not heard', client.address);
      client.transport.sendto('hello');
      await until(() => server.protocol.received.length > 0);
      server.transport.sendto('heard', server.protocol.received[0]?.[1]);
      await until(() => client.protocol.received.length > 0);
      expect(client.protocol.texts).toEqual(['heard']);
      await finishAll(server, stranger, client);
    }));

  test('with both addresses', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: ANYWHERE });
      const client = await openEndpoint(loop, { localAddr: { host: '127.0.0.2', port: 0 }, remoteAddr: server.address });
      client.transport.sendto('x');
      await until(() => server.protocol.received.length > 0);
      expect(server.protocol.received[0]?.[1]).toEqual(client.address);
      expect((client.address as InetAddress).host).toBe('127.0.0.2');
      await finishAll(server, client);
    }));

  test('with a family only has no name until it sends', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: ANYWHERE });
      const one = await openEndpoint(loop, { family: AF_INET });
      await exchange(one, server);
      await finishAll(server, one);
    }));

  test('is called connectionMade before the promise resolves, and receives after that', () =>
    withLoop(async (loop) => {
      const sock = socket(AF_INET, SOCK_DGRAM);
      sock.bind(ANYWHERE);
      sock.sendto('early', sock.getsockname());
      const recorder = new DatagramRecorder();
      const [transport, protocol] = await loop.createDatagramEndpoint(() => recorder, { sock });
      expect([protocol === recorder, recorder.events, transport.getProtocol() === recorder]).toEqual([true, ['made'], true]);
      await until(() => recorder.received.length > 0);
      transport.close();
      await until(() => recorder.lost);
      expect(recorder.events).toEqual(['made', 'data', 'lost null']);
    }));

  test('may share its port', () =>
    withLoop(async (loop) => {
      const first = await openEndpoint(loop, { localAddr: ANYWHERE, reusePort: true });
      const options = { localAddr: first.address };
      await expect(loop.createDatagramEndpoint(() => new DatagramRecorder(), options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
      const second = await openEndpoint(loop, { ...options, reusePort: true });
      expect([first, second].map(({ sock }) => sock.getsockopt(SOL_SOCKET, SO_REUSEPORT))).toEqual([1, 1]);
      await finishAll(first, second);
    }));

  test('may broadcast: its peer is only where it sends to', () =>
    withLoop(async (loop) => {
      const [server, stranger] = [await openEndpoint(loop, { localAddr: ANYWHERE }), await openEndpoint(loop, { localAddr: ANYWHERE })];
      const one = await openEndpoint(loop, { localAddr: ANYWHERE, remoteAddr: server.address, allowBroadcast: true });
      expect([one.sock.getsockopt(SOL_SOCKET, SO_BROADCAST), one.transport.getExtraInfo('peername')]).toEqual([1, undefined]);
      one.transport.sendto('hello');
      stranger.transport.sendto('heard', one.address);
      await until(() => server.protocol.received.length > 0 && one.protocol.received.length > 0);
      expect([server.protocol.texts, one.protocol.texts]).toEqual([['hello'], ['heard']]);
      expect(() => one.transport.sendto('x', stranger.address)).toThrow('the address must be null or the peer');
      await finishAll(server, stranger, one);
    }));

  test('reaches every host of a network it may broadcast to', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: { host: '', port: 0 }, family: AF_INET });
      const { port } = server.address as InetAddress;
      const remoteAddr = { host: '127.255.255.255', port };
      await expect(loop.createDatagramEndpoint(() => new DatagramRecorder(), { remoteAddr })).rejects.toMatchObject({ code: 'EACCES' });
      const one = await openEndpoint(loop, { remoteAddr, allowBroadcast: true });
      one.transport.sendto('to all');
      await until(() => server.protocol.received.length > 0);
      expect(server.protocol.texts).toEqual(['to all']);
      await finishAll(server, one);
    }));

  test('joins a group by its socket', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: { host: '0.0.0.0', port: 0 } });
      const group = Buffer.from([239, 1, 2, 3, 127, 0, 0, 1]);
      server.sock.setsockopt(constants.IPPROTO_IP as number, constants.IP_ADD_MEMBERSHIP as number, group);
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      one.sock.setsockopt(constants.IPPROTO_IP as number, constants.IP_MULTICAST_IF as number, Buffer.from([127, 0, 0, 1]));
      one.transport.sendto('to the group', { host: '239.1.2.3', port: (server.address as InetAddress).port });
      await until(() => server.protocol.received.length > 0);
      expect(server.protocol.texts).toEqual(['to the group']);
      await finishAll(server, one);
    }));

  test.skipIf(!hasIPv6)('keeps the scope that is said of an IPv6 address', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: { host: '::1', port: 0, scopeId: 1, flowInfo: 0 } });
      one.transport.sendto('to itself', { ...(one.address as InetAddress), scopeId: 1 });
      await until(() => one.protocol.received.length > 0);
      expect(one.protocol.texts).toEqual(['to itself']);
      await finishAll(one);
    }),
  );

  test.skipIf(!hasIPv6)('on every interface: an empty host', () =>
    withLoop(async (loop) => {
      const one = await openEndpoint(loop, { localAddr: { host: '', port: 0 }, family: AF_INET6 });
      expect((one.address as InetAddress).host).toBe('::');
      await finishAll(one);
    }),
  );

  test('by name', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: { host: 'localhost', port: 0 }, family: AF_INET });
      const { port } = server.address as InetAddress;
      const client = await openEndpoint(loop, { remoteAddr: { host: 'localhost', port }, family: AF_INET });
      client.transport.sendto('hello');
      await until(() => server.protocol.received.length > 0);
      await finishAll(server, client);
    }));
});

describe('an endpoint of Unix datagrams', () => {
  test('on a path; the path stays, and is no hindrance to the next one', () =>
    withLoop((loop) =>
      withFolder(async (folder) => {
        const path = join(folder, 'socket');
        for (let i = 0; i < 2; i++) {
          const server = await openEndpoint(loop, { localAddr: path });
          expect([server.address, server.sock.family, server.transport.getExtraInfo('peername')]).toEqual([path, AF_UNIX, undefined]);
          const client = await openEndpoint(loop, { localAddr: join(folder, `client ${i}`), remoteAddr: path });
          expect(client.transport.getExtraInfo('peername')).toBe(path);
          client.transport.sendto('hello');
          await until(() => server.protocol.received.length > 0);
          server.transport.sendto('and back', server.protocol.received[0]?.[1]);
          await until(() => client.protocol.received.length > 0);
          await finishAll(server, client);
          expect(statSync(path).isSocket()).toBe(true);
        }
      }),
    ));

  test('is refused a path that is a file', () =>
    withLoop((loop) =>
      withFolder(async (folder) => {
        const path = join(folder, 'file');
        writeFileSync(path, 'text');
        await expect(openEndpoint(loop, { localAddr: path })).rejects.toMatchObject({ code: 'EADDRINUSE', path });
        expect(statSync(path).isFile()).toBe(true);
      }),
    ));

  test('by an abstract name, or one of the system', () =>
    withLoop(async (loop) => {
      const name = `\0tsyncio-test-${process.pid}`;
      const [server, client] = [await openEndpoint(loop, { localAddr: name }), await openEndpoint(loop, { localAddr: '' })];
      expect([server.address, String(client.address).startsWith('\0')]).toEqual([name, true]);
      await exchange(client, server);
      await finishAll(server, client);
    }));

  test('without a name of its own', () =>
    withLoop(async (loop) => {
      const server = await openEndpoint(loop, { localAddr: '' });
      const client = await openEndpoint(loop, { remoteAddr: server.address });
      client.transport.sendto('anonymous');
      await until(() => server.protocol.received.length > 0);
      expect(server.protocol.received[0]?.[1]).toBe('');
      const nobody = await openEndpoint(loop, { family: AF_UNIX });
      nobody.transport.sendto('to a name', server.address);
      await until(() => server.protocol.received.length > 1);
      await finishAll(server, client, nobody);
    }));

  test('with nobody at the other end is refused', () =>
    withLoop(async (loop) => {
      await expect(openEndpoint(loop, { remoteAddr: '/nowhere/socket' })).rejects.toMatchObject({ code: 'ENOENT' });
    }));

  test('when the folder cannot be looked at says so, and goes on', async () => {
    const refused = new Error('of the system');
    const paths = {
      identify: () => {
        throw refused;
      },
      remove: () => {},
    };
    const loop = createLoop([sockets(), transports()], { ...nativeKernel(), paths }) as TestLoop;
    const reports: unknown[] = [];
    loop.setExceptionHandler((_loop, { exception }) => reports.push(exception));
    await withFolder((folder) =>
      loop.runUntilComplete(async () => finishAll(await openEndpoint(loop, { localAddr: join(folder, 'socket') }))),
    );
    expect(reports).toEqual([refused]);
    loop.close();
  });
});

describe('a socket that was made elsewhere', () => {
  test("becomes the endpoint's, with its peer", () =>
    withLoop(async (loop) => {
      const [sock, other] = socketpair(AF_UNIX, SOCK_DGRAM);
      sock.setblocking(true);
      const one = await openEndpoint(loop, { sock });
      expect([one.sock === sock, sock.getblocking(), one.transport.getExtraInfo('peername')]).toEqual([true, false, '']);
      one.transport.sendto('hello');
      expect(String(other.recv(10))).toBe('hello');
      other.send('back');
      await until(() => one.protocol.received.length > 0);
      await finishAll(one);
      expect(sock.fileno()).toBe(-1);
      other.close();
    }));

  test('is closed when the factory throws', () =>
    withLoop(async (loop) => {
      const sock = socket(AF_INET, SOCK_DGRAM);
      const failing = (): DatagramRecorder => expect.fail('of the factory');
      expect((await failureOf(() => loop.createDatagramEndpoint(failing, { sock }))).message).toBe('of the factory');
      expect(sock.fileno()).toBe(-1);
    }));
});

test('a cancelled call leaves nothing open', () =>
  withLoop(async (loop) => {
    const before = openSockets();
    const recorder = new DatagramRecorder();
    const task = loop.createTask(async () => loop.createDatagramEndpoint(() => recorder, { localAddr: ANYWHERE }));
    recorder.on = (event) => event === 'made' && task.cancel();
    await expect(task).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await until(() => recorder.lost);
    expect([recorder.events, openSockets()]).toEqual([['made', 'lost null'], before]);
  }));
