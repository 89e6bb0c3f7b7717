import { type AcceptedSocketOptions, CancelledError, type Protocol, type Socket } from '@tsyncio/core';
import { constants, socket, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { bound, hasIPv6 } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const make = (): Protocol => ({});

function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    await turns(2);
    expect(openSockets()).toEqual(before);
  });
}

/** Both ends of a connection over TCP. */
async function connected(loop: TestLoop, host?: string): Promise<readonly [accepted: Socket, client: Socket]> {
  const [listener, address] = bound(host);
  listener.listen();
  const client = socket(listener.family, constants.SOCK_STREAM);
  const [[accepted]] = await Promise.all([loop.sockAccept(listener), loop.sockConnect(client, address)]);
  listener.close();
  return [accepted, client];
}

describe('connectAcceptedSocket', () => {
  test.each(['127.0.0.1', ...(hasIPv6 ? ['::1'] : [])])('makes a transport of a connection over %s, with TCP_NODELAY', (host) =>
    withNothingLeft(async (loop) => {
      const [accepted, client] = await connected(loop, host);
      accepted.setblocking(true);
      const protocol = new Recorder();
      const [transport, same] = await loop.connectAcceptedSocket(() => protocol, accepted);
      expect([same, protocol.transport, protocol.events]).toEqual([protocol, transport, ['made']]);
      expect(transport.getExtraInfo('peername')).toEqual(client.getsockname());
      const { IPPROTO_TCP = 0, TCP_NODELAY = 0 } = constants;
      expect([accepted.getsockopt(IPPROTO_TCP, TCP_NODELAY), accepted.getblocking()]).toEqual([1, false]);
      await loop.sockSendall(client, 'hello');
      await until(() => protocol.text === 'hello');
      transport.write('good day');
      expect(String(await loop.sockRecv(client, 100))).toBe('good day');
      await finish(protocol);
      expect(accepted.fileno()).toBe(-1);
      client.close();
    }),
  );

  test('takes Unix sockets as well', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const protocol = new Recorder();
      await loop.connectAcceptedSocket(() => protocol, sock);
      peer.close();
      await until(() => protocol.lost);
      expect(protocol.events).toEqual(['made', 'eof', 'lost null']);
    }));

  test('takes one whose client is gone already', () =>
    withNothingLeft(async (loop) => {
      const [accepted, client] = await connected(loop);
      client.send('last words');
      client.close();
      const protocol = new Recorder();
      await loop.connectAcceptedSocket(() => protocol, accepted);
      await until(() => protocol.lost);
      expect([protocol.text, protocol.order]).toEqual(['last words', ['made', 'data', 'eof', 'lost null']]);
    }));
});

describe('fails and closes the socket', () => {
  test('when the factory throws or gives no protocol', () =>
    withNothingLeft(async (loop) => {
      const error = new Error('from the factory');
      const throwing = (): Protocol => {
        throw error;
      };
      const [sock, peer] = socketpair();
      expect(await failureOf(() => loop.connectAcceptedSocket(throwing, sock))).toBe(error);
      const [other, itsPeer] = socketpair();
      expect(await failureOf(() => loop.connectAcceptedSocket(() => null as unknown as Protocol, other))).toBeInstanceOf(TypeError);
      expect([sock.fileno(), other.fileno()]).toEqual([-1, -1]);
      for (const one of [peer, itsPeer]) one.close();
    }));

  test('when cancelled before connectionMade, or before its result', () =>
    withNothingLeft(async (loop) => {
      for (const moment of ['factory', 'made']) {
        const [sock, peer] = socketpair();
        const protocol = new Recorder();
        const reached = (event: string): void => void (event === moment && task.cancel());
        protocol.on = reached;
        const factory = (): Recorder => {
          reached('factory');
          return protocol;
        };
        const task = loop.createTask(async () => loop.connectAcceptedSocket(factory, sock));
        expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
        await until(() => sock.fileno() < 0);
        expect([[], ['made', 'lost null']]).toContainEqual(protocol.events);
        peer.close();
      }
    }));
});

describe('refuses what is wrong, and leaves the socket open', () => {
  const cases: [string, unknown, RegExp][] = [
    ['ssl: true', { ssl: true }, /ssl must be an object of TLS options/],
    ['a time for TLS without it', { sslHandshakeTimeout: 1 }, /sslHandshakeTimeout is only meaningful with ssl/],
    ['the other', { sslShutdownTimeout: 1 }, /sslShutdownTimeout is only meaningful with ssl/],
    ['options that are null', null, /options object, got null/],
  ];

  test.each(cases)('%s', (_what, options, words) =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const error = await failureOf(() => loop.connectAcceptedSocket(make, sock, options as AcceptedSocketOptions));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(words);
      for (const one of [sock, peer]) {
        expect(one.fileno()).toBeGreaterThan(0);
        one.close();
      }
    }),
  );

  test('a datagram socket, a closed one, none at all, and one that a transport has', () =>
    withNothingLeft(async (loop) => {
      const datagram = socket(constants.AF_INET, constants.SOCK_DGRAM);
      expect((await failureOf(() => loop.connectAcceptedSocket(make, datagram))).message).toMatch(/a stream socket was expected/);
      datagram.close();
      expect((await failureOf(() => loop.connectAcceptedSocket(make, datagram))).message).toMatch(/stream socket|open socket/);
      for (const nothing of [undefined, null, 5, {}]) {
        const error = await failureOf(() => loop.connectAcceptedSocket(make, nothing as unknown as Socket));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/sock must be a stream socket/);
      }
      const [sock, peer] = socketpair();
      const protocol = new Recorder();
      await loop.connectAcceptedSocket(() => protocol, sock);
      expect(await failureOf(() => loop.connectAcceptedSocket(make, sock))).toMatchObject({ code: 'ERR_FD_IN_USE' });
      expect(protocol.events).toEqual(['made']);
      await finish(protocol);
      peer.close();
    }));
});
