import { writeFileSync } from 'node:fs';
import { CancelledError, type Protocol, type Socket, type UnixConnectionOptions } from '@tsyncio/core';
import { constants, socket, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { finish, Recorder } from './recorder.ts';
import { unixFolder } from './unix-folder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const { folder, freshPath } = unixFolder();
const make = (): Protocol => ({});

function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    await turns(2);
    expect(openSockets()).toEqual(before);
  });
}

function listeningAt(path: string): Socket {
  const sock = socket(constants.AF_UNIX, constants.SOCK_STREAM);
  sock.bind(path);
  sock.listen();
  return sock;
}

describe('createUnixConnection', () => {
  test.each([
    ['a path', freshPath()],
    ['an abstract name', `\0tsyncio-unix-connection-${process.pid}`],
  ])('connects to %s', (_what, path) =>
    withNothingLeft(async (loop) => {
      const listener = listeningAt(path);
      const client = new Recorder();
      const [transport, same] = await loop.createUnixConnection(() => client, { path });
      expect([same, client.transport, client.events]).toEqual([client, transport, ['made']]);
      expect(transport.getExtraInfo('peername')).toBe(path);
      const [server] = listener.accept();
      server.send('hello');
      await until(() => client.text === 'hello');
      await finish(client);
      for (const sock of [server, listener]) sock.close();
    }),
  );

  test('takes a connected socket, and owns it', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      sock.setblocking(true);
      const client = new Recorder();
      const [transport] = await loop.createUnixConnection(() => client, { sock });
      expect([transport.getExtraInfo('socket'), sock.getblocking()]).toEqual([sock, false]);
      await finish(client);
      expect(sock.fileno()).toBe(-1);
      peer.close();
    }));
});

describe('fails and leaves nothing open', () => {
  test('when nobody is there, nobody listens, or it is no socket', () =>
    withNothingLeft(async (loop) => {
      const [nothing, dead, file] = [freshPath(), freshPath(), freshPath()];
      listeningAt(dead).close();
      writeFileSync(file, '');
      const wanted = { [nothing]: 'ENOENT', [dead]: 'ECONNREFUSED', [file]: 'ECONNREFUSED' };
      for (const [path, code] of Object.entries(wanted)) {
        const error = await failureOf(() => loop.createUnixConnection(make, { path }));
        expect(error).toMatchObject({ code, syscall: 'connect', path });
        expect(error.message).toContain(path);
      }
    }));

  test('when a datagram socket is there: EPROTOTYPE', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const datagram = socket(constants.AF_UNIX, constants.SOCK_DGRAM);
      datagram.bind(path);
      expect(await failureOf(() => loop.createUnixConnection(make, { path }))).toMatchObject({ code: 'EPROTOTYPE', path });
      datagram.close();
    }));

  test('when the queue is full: EAGAIN', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const listener = listeningAt(path);
      listener.listen(0);
      const waiting = socket(constants.AF_UNIX, constants.SOCK_STREAM);
      waiting.connect(path);
      expect(await failureOf(() => loop.createUnixConnection(make, { path }))).toMatchObject({ code: 'EAGAIN', syscall: 'connect' });
      for (const sock of [waiting, listener]) sock.close();
    }));

  test('when the path is too long: ENAMETOOLONG, and what to do', () =>
    withNothingLeft(async (loop) => {
      const path = `${folder}/${'x'.repeat(200)}`;
      const error = await failureOf(() => loop.createUnixConnection(make, { path }));
      expect(error).toMatchObject({ code: 'ENAMETOOLONG', syscall: 'connect', path });
      expect(error.message).toMatch(/take a shorter/);
    }));

  test('when the factory throws', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const listener = listeningAt(path);
      const error = new Error('from the factory');
      const factory = (): Protocol => {
        throw error;
      };
      expect(await failureOf(() => loop.createUnixConnection(factory, { path }))).toBe(error);
      listener.close();
    }));

  test('when cancelled before connectionMade, or before its result', () =>
    withNothingLeft(async (loop) => {
      const path = freshPath();
      const listener = listeningAt(path);
      for (const moment of ['factory', 'made']) {
        const protocol = new Recorder();
        const reached = (event: string): void => void (event === moment && task.cancel());
        protocol.on = reached;
        const factory = (): Recorder => {
          reached('factory');
          return protocol;
        };
        const task = loop.createTask(async () => loop.createUnixConnection(factory, { path }));
        expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
        await turns(3);
        expect([[], ['made', 'lost null']]).toContainEqual(protocol.events);
      }
      listener.close();
    }));
});

describe('refuses options that are wrong', () => {
  const cases: [string, unknown, RegExp][] = [
    ['none at all', undefined, /options object/],
    ['neither path nor sock', {}, /no path and sock were specified/],
    ['an empty path', { path: '' }, /path must not be empty/],
    ['a path with a zero in it', { path: '/tmp/a\0b' }, /zero/],
    ['a path that is bytes', { path: Buffer.from('/tmp/x') }, /path must be a string, got/],
    ['ssl without serverHostname', { path: '/tmp/x', ssl: true }, /serverHostname must be given/],
    ['serverHostname without ssl', { path: '/tmp/x', serverHostname: '' }, /serverHostname is only meaningful with ssl/],
    ['a time for TLS without it', { path: '/tmp/x', sslHandshakeTimeout: 1 }, /sslHandshakeTimeout is only meaningful with ssl/],
    ['the other', { path: '/tmp/x', sslShutdownTimeout: 1 }, /sslShutdownTimeout is only meaningful with ssl/],
    ['a sock that is none', { sock: {} }, /sock must be a Unix stream socket/],
  ];

  test.each(cases)('%s', (_what, options, words) =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createUnixConnection(make, options as UnixConnectionOptions));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(words);
    }),
  );

  test('path beside sock, and sockets of another kind, which stay open', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const both = await failureOf(() => loop.createUnixConnection(make, { sock, path: '/tmp/x' }));
      expect(both.message).toBe('path and sock can not be specified at the same time');
      const others = [socket(constants.AF_UNIX, constants.SOCK_DGRAM), socket()];
      for (const other of others) {
        const error = await failureOf(() => loop.createUnixConnection(make, { sock: other }));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/a Unix stream socket was expected/);
      }
      for (const one of [sock, peer, ...others]) {
        expect(one.fileno()).toBeGreaterThan(0);
        one.close();
      }
    }));
});
