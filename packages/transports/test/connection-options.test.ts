import type { ConnectionOptions, Protocol } from '@tsyncio/core';
import { constants, socket, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { type TestLoop, turns, withLoop } from './with-loop.ts';

/** As withLoop; what sockets were open before are open afterwards, no more and no less. */
function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    expect(openSockets()).toEqual(before);
  });
}

const make = (): Protocol => ({});

describe('refuses options that are wrong', () => {
  const cases: [string, unknown, RegExp, ErrorConstructor][] = [
    ['none at all', undefined, /options object, got undefined/, TypeError],
    ['null', null, /options object, got null/, TypeError],
    ['neither host nor port nor sock', {}, /host and port was not specified and no sock specified/, TypeError],
    ['a host that is no string', { host: 5, port: 1 }, /host must be a string, got number/, TypeError],
    ['a port that is a string', { host: '127.0.0.1', port: '80' }, /port must be a number, got string/, TypeError],
    ['a port below 0', { host: '127.0.0.1', port: -1 }, /port must be an integer from 0 to 65535, got -1/, RangeError],
    ['a port above 65535', { host: '127.0.0.1', port: 65_536 }, /65536/, RangeError],
    ['a port with a fraction', { host: '127.0.0.1', port: 1.5 }, /1\.5/, RangeError],
    ['a host with a zero byte', { host: '127.0.0.1\0.example', port: 1 }, /host/, TypeError],
    ['a localAddr that is a string', { host: '127.0.0.1', port: 1, localAddr: '127.0.0.1' }, /localAddr|port|host|address/, TypeError],
    ['a localAddr without a port', { host: '127.0.0.1', port: 1, localAddr: { host: '127.0.0.1' } }, /port/, TypeError],
    ['a localAddr that is null', { host: '127.0.0.1', port: 1, localAddr: null }, /localAddr/, TypeError],
    ['a sock that is none', { sock: {} }, /sock/, TypeError],
    ['a host that is bytes', { host: Buffer.from('127.0.0.1'), port: 1 }, /host must be a string, got/, TypeError],
    ['serverHostname without ssl, also an empty one', { host: 'x', port: 1, serverHostname: '' }, /only meaningful with ssl/, TypeError],
    ['ssl without a name to check', { port: 1, ssl: true }, /serverHostname must be given/, TypeError],
    ['sslHandshakeTimeout without ssl', { host: 'x', port: 1, sslHandshakeTimeout: 1 }, /sslHandshakeTimeout is only/, TypeError],
    ['sslShutdownTimeout without ssl', { host: 'x', port: 1, sslShutdownTimeout: 1 }, /sslShutdownTimeout is only/, TypeError],
    ['a sslHandshakeTimeout of 0', { host: 'x', port: 1, ssl: true, sslHandshakeTimeout: 0 }, /positive number, got 0/, RangeError],
    ['wrong TLS options before a wrong host', { host: 5, port: 1, serverHostname: 'x' }, /only meaningful with ssl/, TypeError],
    ['a happyEyeballsDelay that is a string', { host: 'x', port: 1, happyEyeballsDelay: '250' }, /must be a number/, TypeError],
    ['a happyEyeballsDelay below 0', { host: 'x', port: 1, happyEyeballsDelay: -1 }, /from 0 on, got -1/, RangeError],
    ['a happyEyeballsDelay that is NaN', { host: 'x', port: 1, happyEyeballsDelay: Number.NaN }, /got NaN/, RangeError],
    ['an endless happyEyeballsDelay', { host: 'x', port: 1, happyEyeballsDelay: Number.POSITIVE_INFINITY }, /finite/, RangeError],
    ['an interleave below 0', { host: 'x', port: 1, interleave: -1 }, /interleave must be an integer from 0 on, got -1/, RangeError],
    ['an interleave with a fraction', { host: 'x', port: 1, interleave: 1.5 }, /1\.5/, RangeError],
    ['an interleave that is true', { host: 'x', port: 1, interleave: true }, /interleave must be an integer/, RangeError],
  ];

  test.each(cases)('%s', (_what, options, words, type) =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createConnection(make, options as ConnectionOptions));
      expect(error).toBeInstanceOf(type);
      expect(error.message).toMatch(words);
    }),
  );

  test('by rejecting, not by throwing', () =>
    withNothingLeft(async (loop) => {
      const promise = loop.createConnection(make, {});
      expect(promise).toBeInstanceOf(Promise);
      await failureOf(() => promise);
    }));

  test.each([null, undefined, 5, {}])('the factory %s', (factory) =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createConnection(factory as unknown as () => Protocol, { host: '127.0.0.1', port: 1 }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/createConnection needs a function/);
    }),
  );

  test("host or port beside sock, which stays open and the caller's", () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      for (const extra of [{ host: '127.0.0.1' }, { port: 80 }]) {
        const error = await failureOf(() => loop.createConnection(make, { sock, ...extra }));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/host\/port and sock can not be specified at the same time/);
      }
      peer.send('x');
      expect(String(sock.recv(1))).toBe('x');
      for (const one of [sock, peer]) one.close();
    }));

  test('an empty host, which is the name of nobody', () =>
    withNothingLeft(async (loop) => {
      const error = await failureOf(() => loop.createConnection(make, { host: '', port: 1 }));
      expect(error).toMatchObject({ syscall: 'getaddrinfo', code: 'ENOTFOUND' });
    }));

  test('a socket that another transport has, which goes on', () =>
    withNothingLeft(async (loop) => {
      const [sock, peer] = socketpair();
      const [transport] = await loop.createConnection(make, { sock });
      expect(await failureOf(() => loop.createConnection(make, { sock }))).toMatchObject({ code: 'ERR_FD_IN_USE' });
      expect(transport.isClosing()).toBe(false);
      transport.abort();
      peer.close();
      await turns(2);
    }));

  test('a socket that is no stream, or closed', () =>
    withNothingLeft(async (loop) => {
      const datagram = socket(constants.AF_INET, constants.SOCK_DGRAM);
      const error = await failureOf(() => loop.createConnection(make, { sock: datagram }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(/stream socket was expected/);
      datagram.close();
      const closed = socket();
      closed.close();
      expect(await failureOf(() => loop.createConnection(make, { sock: closed }))).toBeInstanceOf(TypeError);
    }));
});
