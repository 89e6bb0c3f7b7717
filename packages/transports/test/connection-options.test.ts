import type { ConnectionOptions, Protocol } from '@tsyncio/core';
import { constants, socket, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

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
