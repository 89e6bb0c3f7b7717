import { CancelledError, SystemError } from '@tsyncio/core';
import { constants } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { turns, withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, SOCK_STREAM = 0, SOCK_DGRAM = 0, IPPROTO_TCP = 0, IPPROTO_UDP = 0 } = constants;
const { AI_NUMERICHOST = 0, AI_PASSIVE = 0, AI_CANONNAME = 0 } = constants;

describe('getaddrinfo', () => {
  test('gives family, type, protocol, name and address of every answer', () =>
    withLoop(async (loop) => {
      expect(await loop.getaddrinfo('127.0.0.1', 80, { type: SOCK_STREAM })).toEqual([
        { family: AF_INET, type: SOCK_STREAM, proto: IPPROTO_TCP, canonname: '', address: { host: '127.0.0.1', port: 80 } },
      ]);
      expect(await loop.getaddrinfo('::1', 80, { type: SOCK_DGRAM })).toEqual([
        { family: AF_INET6, type: SOCK_DGRAM, proto: IPPROTO_UDP, canonname: '', address: { host: '::1', port: 80 } },
      ]);
    }));

  test('without a type gives one answer for each', () =>
    withLoop(async (loop) => {
      const types = (await loop.getaddrinfo('127.0.0.1', 80)).map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining([SOCK_STREAM, SOCK_DGRAM]));
    }));

  test('takes ports as numbers, strings of digits, names, and null', () =>
    withLoop(async (loop) => {
      const ports = async (port: number | string | null): Promise<number[]> =>
        (await loop.getaddrinfo('127.0.0.1', port, { type: SOCK_STREAM })).map(({ address }) => address.port);
      expect([await ports(80), await ports('80'), await ports(null)]).toEqual([[80], [80], [0]]);
    }));

  test('without a host is the loopback, or every interface with AI_PASSIVE', () =>
    withLoop(async (loop) => {
      const hosts = async (flags: number): Promise<string[]> =>
        (await loop.getaddrinfo(null, 80, { family: AF_INET, type: SOCK_STREAM, flags })).map(({ address }) => address.host);
      expect([await hosts(0), await hosts(AI_PASSIVE)]).toEqual([['127.0.0.1'], ['0.0.0.0']]);
    }));

  test('resolves names of this machine', () =>
    withLoop(async (loop) => {
      const answers = await loop.getaddrinfo('localhost', 80, { family: AF_INET, type: SOCK_STREAM, flags: AI_CANONNAME });
      expect(answers[0]?.address).toEqual({ host: '127.0.0.1', port: 80 });
      expect(answers[0]?.canonname).toBe('localhost');
    }));

  test('rejects with ENOTFOUND or EAI_ codes and the system call', () =>
    withLoop(async (loop) => {
      const cases: [Parameters<typeof loop.getaddrinfo>, string | RegExp][] = [
        [['no-number', 80, { flags: AI_NUMERICHOST }], 'ENOTFOUND'],
        [[null, null], 'ENOTFOUND'],
        [['127.0.0.1', 'no-such-service', { type: SOCK_STREAM }], 'EAI_SERVICE'],
        [['127.0.0.1', 80, { family: 250 }], 'EAI_FAMILY'],
        [['127.0.0.1', 80, { flags: 1 << 30 }], 'EAI_BADFLAGS'],
        [['127.0.0.1', 80, { type: 77 }], /^EAI_(SOCKTYPE|SERVICE)$/],
      ];
      for (const [args, code] of cases) {
        const error = await failureOf(() => loop.getaddrinfo(...args));
        expect(error, JSON.stringify(args)).toBeInstanceOf(SystemError);
        expect(error.syscall).toBe('getaddrinfo');
        expect(error.code, JSON.stringify(args)).toMatch(code);
      }
    }));

  test('rejects wrong arguments with a TypeError', () =>
    withLoop(async (loop) => {
      const wrong: unknown[][] = [
        [5, 80],
        [undefined, 80],
        ['localhost', {}],
        ['localhost', true],
        ['localhost', 80, null],
      ];
      for (const args of wrong) {
        const promise = loop.getaddrinfo(...(args as Parameters<typeof loop.getaddrinfo>));
        expect(promise).toBeInstanceOf(Promise);
        expect(await failureOf(() => promise), JSON.stringify(args)).toBeInstanceOf(TypeError);
      }
    }));

  test('cancelled drops the answer', () =>
    withLoop(async (loop) => {
      const task = loop.createTask(async () => loop.getaddrinfo('localhost', 80));
      await turns(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await loop.getaddrinfo('127.0.0.1', 80);
    }));

  test('answers many questions at once', () =>
    withLoop(async (loop) => {
      const ports = Array.from({ length: 50 }, (_, index) => index + 1);
      const answers = await Promise.all(ports.map((port) => loop.getaddrinfo('127.0.0.1', port, { type: SOCK_STREAM })));
      expect(answers.map(([first]) => first?.address.port)).toEqual(ports);
    }));
});

test('a numeric host is not asked of the resolver', () =>
  withLoop(async (loop) => {
    const { stateOf } = await import('@tsyncio/core/area');
    const { resolver } = stateOf(loop).kernel;
    let asked = 0;
    const original = resolver?.getaddrinfo;
    Object.assign(resolver as object, {
      getaddrinfo: (...args: Parameters<NonNullable<typeof original>>) => {
        asked++;
        return original?.(...args);
      },
    });
    const server = await loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 });
    const [transport] = await loop.createConnection(() => ({}), server.sockets[0]?.getsockname() as { host: string; port: number });
    expect(asked).toBe(0);
    transport.abort();
    server.close();
    await server.waitClosed();
    await turns(2);
  }));
