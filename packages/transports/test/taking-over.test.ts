import type { Protocol, Transport } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { finish, openSide, Recorder } from './recorder.ts';
import { newLoop, turns, until, withLoop } from './with-loop.ts';

describe('a socket for which no transport could be made is closed, and nobody owns its number', () => {
  test('when the protocol throws as it is looked at', () =>
    withLoop(async (loop) => {
      const [sock, peer] = socketpair();
      const fd = sock.fileno();
      const protocol = {
        get getBuffer(): never {
          throw new Error('mine');
        },
      };
      expect((await failureOf(() => loop.createConnection(() => protocol as Protocol, { sock }))).message).toBe('mine');
      expect(sock.fileno()).toBe(-1);
      expect(stateOf(loop).readiness.isOwned(fd)).toBe(false);
      peer.close();
    }));

  test('when the factory closed the loop', async () => {
    const loop = newLoop();
    const [sock, peer] = await loop.runUntilComplete(async () => socketpair());
    const factory = (): Protocol => {
      loop.close();
      return {};
    };
    expect((await failureOf(() => loop.connectAcceptedSocket(factory, sock))).code).toBe('ERR_LOOP_CLOSED');
    expect(sock.fileno()).toBe(-1);
    peer.close();
  });

  test('when a datagram endpoint cannot send to its peer', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      const options = { remoteAddr: { host: '::1', port: 9, flowInfo: -1 }, allowBroadcast: true };
      expect((await failureOf(() => loop.createDatagramEndpoint(() => ({}), options))).message).toContain('flowInfo');
      expect(openSockets()).toEqual(before);
    }));
});

describe('a factory', () => {
  test('that closes the socket of its connection is refused', () =>
    withLoop(async (loop) => {
      const [sock, peer] = socketpair();
      const protocol = new Recorder();
      const factory = (): Recorder => {
        sock.close();
        return protocol;
      };
      const error = await failureOf(() => loop.createConnection(factory, { sock }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('closed while the protocol was made');
      await turns(3);
      expect(protocol.events).toEqual([]);
      peer.close();
    }));

  test('that makes another connection of the socket has that one alone', () =>
    withLoop(async (loop) => {
      const [sock, peer] = socketpair();
      const [outer, inner] = [new Recorder(), new Recorder()];
      let opening: Promise<readonly [Transport, Recorder]> | null = null;
      const factory = (): Recorder => {
        opening = loop.createConnection(() => inner, { sock });
        return outer;
      };
      expect((await failureOf(() => loop.createConnection(factory, { sock }))).code).toBe('ERR_FD_IN_USE');
      await opening;
      peer.send('for the inner one');
      await until(() => inner.bytes > 0);
      expect([inner.text, outer.events]).toEqual(['for the inner one', []]);
      await finish({ transport: inner.transport as Transport, protocol: inner, peer });
    }));
});

test('the socket of a transport is refused by other loops', () =>
  withLoop(async (loop) => {
    const side = await openSide(loop);
    const sock = side.transport.getExtraInfo('socket');
    if (sock === undefined) throw new Error('a transport over a socket was expected');
    const other = newLoop();
    const attempts = [
      () => other.createConnection(() => ({}), { sock }),
      () => other.connectAcceptedSocket(() => ({}), sock),
      () => other.createServer(() => ({}), { sock }),
    ];
    for (const attempt of attempts) expect((await failureOf(attempt)).code).toBe('ERR_FD_IN_USE');
    other.close();
    side.peer.send('still here');
    await until(() => side.protocol.bytes > 0);
    await finish(side);
  }));
