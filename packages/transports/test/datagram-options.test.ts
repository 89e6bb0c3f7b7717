import { hostname } from 'node:os';
import { type AddressInfo, createLoop, type DatagramEndpointOptions, type InetAddress, type Socket } from '@tsyncio/core';
import type { AddressQuery } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { constants, socket, sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { transports } from '../src/index.ts';
import { ANYWHERE, DatagramRecorder, finishAll, openEndpoint } from './datagram-recorder.ts';
import { bound } from './listening.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, AF_UNIX = 0, SOCK_DGRAM = 0, SOCK_STREAM = 0, IPPROTO_UDP = 0 } = constants;

describe('arguments', () => {
  const refused: [string, unknown, string | RegExp][] = [
    ['nothing', undefined, 'needs an options object'],
    ['no address and no family', {}, 'family is needed'],
    ['a path where the family has none', { localAddr: '/tmp/x', family: AF_INET }, 'localAddr must be { host, port }, got string'],
    ['a host for a Unix socket', { remoteAddr: ANYWHERE, family: AF_UNIX }, 'remoteAddr must be the path'],
    ['a path and a host', { localAddr: '/tmp/x', remoteAddr: ANYWHERE }, 'remoteAddr must be the path'],
    ['a tuple', { localAddr: ['127.0.0.1', 0] }, 'localAddr must be { host, port }'],
    ['null', { localAddr: null }, 'localAddr must be { host, port }'],
    ['no host', { localAddr: { port: 5 } }, 'localAddr.host must be a string'],
    ['no port', { remoteAddr: { host: '127.0.0.1' } }, 'port must be a number'],
    ['a port that is none', { remoteAddr: { host: '127.0.0.1', port: 70_000 } }, 'port must be an integer'],
    ['a family that is none', { localAddr: ANYWHERE, family: 'inet' }, 'family must be'],
    ['a protocol that is none', { localAddr: ANYWHERE, proto: 1.5 }, 'proto must be'],
    ['flags that are none', { localAddr: ANYWHERE, flags: 'all' }, 'flags must be'],
    ['addresses of two families', { localAddr: ANYWHERE, remoteAddr: { host: '::1', port: 5 } }, 'no family and protocol in common'],
    ['a sock that is none', { sock: 5 }, 'sock must be a socket'],
  ];
  test.each(refused)('%s: refused', (_what, options, message) =>
    withLoop(async (loop) => {
      const error = await failureOf(() => loop.createDatagramEndpoint(() => new DatagramRecorder(), options as DatagramEndpointOptions));
      expect(error.message).toMatch(message);
      expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
    }),
  );

  test('no factory', () =>
    withLoop(async (loop) => {
      await expect(loop.createDatagramEndpoint(null as never, { localAddr: ANYWHERE })).rejects.toThrow(TypeError);
    }));

  test.each(['localAddr', 'remoteAddr', 'family', 'proto', 'flags', 'reusePort', 'allowBroadcast'])(
    'sock and %s: refused, and the socket stays',
    (name) =>
      withLoop(async (loop) => {
        const sock = socket(AF_INET, SOCK_DGRAM);
        const error = await failureOf(() => loop.createDatagramEndpoint(() => new DatagramRecorder(), { sock, [name]: 1 }));
        expect([error.message, sock.fileno() > 0]).toEqual([expect.stringMatching(`^${name} cannot be given together with sock`), true]);
        sock.close();
      }),
  );

  test('a stream socket, a closed one, one of another transport: refused', () =>
    withLoop(async (loop) => {
      const refusal = async (sock: Socket): Promise<string> => {
        const error = await failureOf(() => loop.createDatagramEndpoint(() => new DatagramRecorder(), { sock }));
        return `${error.code ?? ''} ${error.message}`;
      };
      const [stream] = bound();
      expect(await refusal(stream)).toContain(`got one of type ${SOCK_STREAM}`);
      stream.close();
      const closed = socket(AF_INET, SOCK_DGRAM);
      closed.close();
      expect(await refusal(closed)).toContain('closed or detached');
      const one = await openEndpoint(loop, { localAddr: ANYWHERE });
      expect(await refusal(one.sock)).toContain('ERR_FD_IN_USE');
      await finishAll(one);
    }));

  test('on a closed loop: refused', async () => {
    const loop = createLoop([sockets(), transports()], nativeKernel());
    loop.close();
    await expect(loop.createDatagramEndpoint(() => new DatagramRecorder(), { localAddr: ANYWHERE })).rejects.toMatchObject({
      code: 'ERR_LOOP_CLOSED',
    });
  });
});

describe('several addresses', () => {
  const v4 = (host: string, port = 0): AddressInfo => ({
    family: AF_INET,
    type: SOCK_DGRAM,
    proto: IPPROTO_UDP,
    canonname: '',
    address: { host, port },
  });

  /** On a loop whose resolver gives what `answers` has for a host. */
  async function resolving(
    answers: Record<string, AddressInfo[]>,
    body: (loop: TestLoop, asked: AddressQuery[]) => Promise<void>,
  ): Promise<void> {
    const kernel = nativeKernel();
    const asked: AddressQuery[] = [];
    const resolver = {
      ...kernel.resolver,
      getaddrinfo: async (query: AddressQuery) => {
        asked.push(query);
        return answers[query.host ?? ''] ?? [];
      },
    };
    const loop = createLoop([sockets(), transports()], { ...kernel, resolver }) as TestLoop;
    try {
      await loop.runUntilComplete(async () => body(loop, asked));
    } finally {
      loop.close();
    }
  }

  test('are tried in order until one works', () =>
    resolving({ here: [v4('203.0.113.1'), v4('203.0.113.2'), v4('127.0.0.1')] }, async (loop, asked) => {
      const one = await openEndpoint(loop, { localAddr: { host: 'here', port: 0 }, flags: 2 });
      expect((one.address as InetAddress).host).toBe('127.0.0.1');
      expect(asked).toEqual([{ host: 'here', service: '0', family: 0, type: SOCK_DGRAM, proto: 0, flags: 2 }]);
      await finishAll(one);
    }));

  test('none of which works: the first error, and nothing is left open', () =>
    resolving({ here: [v4('203.0.113.1'), v4('203.0.113.2')] }, async (loop) => {
      const before = openSockets();
      const error = await failureOf(() => openEndpoint(loop, { localAddr: { host: 'here', port: 0 } }));
      expect(error).toMatchObject({ code: 'EADDRNOTAVAIL', syscall: 'bind', address: '203.0.113.1' });
      expect(openSockets()).toEqual(before);
    }));

  test('of both sides are joined by family and protocol', () =>
    resolving(
      {
        here: [{ ...v4('::1'), family: AF_INET6 }, v4('127.0.0.3')],
        there: [v4('127.0.0.1', 9)],
      },
      async (loop) => {
        const options = { localAddr: { host: 'here', port: 0 }, remoteAddr: { host: 'there', port: 9 } };
        const one = await openEndpoint(loop, options);
        expect((one.address as InetAddress).host).toBe('127.0.0.3');
        expect(one.transport.getExtraInfo('peername')).toEqual({ host: '127.0.0.1', port: 9 });
        await finishAll(one);
      },
    ));

  test('that are none: an error that names the host', () =>
    resolving({}, async (loop) => {
      const error = await failureOf(() => openEndpoint(loop, { remoteAddr: { host: hostname(), port: 9 } }));
      expect(error).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    }));
});
