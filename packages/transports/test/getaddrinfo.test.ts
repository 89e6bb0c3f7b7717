import { existsSync } from 'node:fs';
import { CancelledError, SystemError } from '@tsyncio/core';
import { constants } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { newLoop, turns, withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, SOCK_STREAM = 0, SOCK_DGRAM = 0, IPPROTO_TCP = 0, IPPROTO_UDP = 0 } = constants;
const { AI_NUMERICHOST = 0, AI_NUMERICSERV = 0, AI_PASSIVE = 0, AI_CANONNAME = 0 } = constants;

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

  test('takes ports as numbers, strings of digits, and null', () =>
    withLoop(async (loop) => {
      const ports = async (port: number | string | null): Promise<number[]> =>
        (await loop.getaddrinfo('127.0.0.1', port, { type: SOCK_STREAM })).map(({ address }) => address.port);
      expect([await ports(80), await ports('80'), await ports(null)]).toEqual([[80], [80], [0]]);
    }));

  test.skipIf(!existsSync('/etc/services'))('takes services by name, for the types that have them (skipped without /etc/services)', () =>
    withLoop(async (loop) => {
      const found = await loop.getaddrinfo('127.0.0.1', 'http', { type: SOCK_STREAM });
      expect(found.map(({ address }) => address.port)).toEqual([80]);
      expect((await failureOf(() => loop.getaddrinfo('127.0.0.1', 'http', { type: SOCK_DGRAM }))).code).toBe('EAI_SERVICE');
      expect((await failureOf(() => loop.getaddrinfo('127.0.0.1', 'http', { flags: AI_NUMERICSERV }))).code).toBe('ENOTFOUND');
    }),
  );

  test('tells the scope of a link-local address', () =>
    withLoop(async (loop) => {
      const name = process.platform === 'linux' ? 'lo' : 'lo0';
      const [found] = await loop.getaddrinfo(`fe80::1%${name}`, 80, { type: SOCK_STREAM });
      expect(found?.address).toEqual({ host: 'fe80::1', port: 80, scopeId: 1 });
      expect((await failureOf(() => loop.getaddrinfo('fe80::1%no-such', 80))).code).toBe('ENOTFOUND');
    }));

  test('asks for a name in the letters of other scripts in its ASCII form, and refuses what has none', () =>
    withLoop(async (loop) => {
      const numeric = { flags: AI_NUMERICHOST };
      expect(await failureOf(() => loop.getaddrinfo('bücher.example', 80, numeric))).toMatchObject({ hostname: 'xn--bcher-kva.example' });
      expect((await loop.getaddrinfo('１２７.0.0.1', 80, numeric))[0]?.address.host).toBe('127.0.0.1');
      for (const host of ['xn--iñvalid.com', 'ü b', 'ü/x', 'ü:80', 'ü?', '[ü]', 'ü#']) {
        const error = await failureOf(() => loop.getaddrinfo(host, 80, numeric));
        expect(error, host).toMatchObject({ name: 'SystemError', code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });
      }
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
        ['local\0host', 80],
        ['localhost', 'ht\0tp'],
        ['localhost', 80, { family: 'inet' }],
        ['localhost', 80, { type: null }],
        ['localhost', 80, { flags: true }],
      ];
      for (const args of wrong) {
        const promise = loop.getaddrinfo(...(args as Parameters<typeof loop.getaddrinfo>));
        expect(promise).toBeInstanceOf(Promise);
        expect(await failureOf(() => promise), JSON.stringify(args)).toBeInstanceOf(TypeError);
      }
    }));

  test.each([65_536, -1, 1.5, Number.NaN, '65536', '99999999999999999999'])('refuses the port %j', (port) =>
    withLoop(async (loop) => {
      expect(await failureOf(() => loop.getaddrinfo('127.0.0.1', port))).toBeInstanceOf(RangeError);
    }),
  );

  test('rejects on a closed loop', async () => {
    const loop = newLoop();
    loop.close();
    expect(await failureOf(() => loop.getaddrinfo('127.0.0.1', 80))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    expect(await failureOf(() => loop.getnameinfo({ host: '127.0.0.1', port: 80 }))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
  });

  test('gives no answer to a loop that was closed meanwhile, and harms nothing', async () => {
    const loop = newLoop();
    let answered = 0;
    const count = (): void => void answered++;
    await loop.runUntilComplete(async () => {
      for (let i = 0; i < 20; i++) {
        void loop.getaddrinfo('localhost', 80).then(count, count);
        void loop.getnameinfo({ host: '127.0.0.1', port: 80 }).then(count, count);
      }
    });
    loop.close();
    await withLoop(async (other) => void (await other.getaddrinfo('localhost', 80)));
    expect(answered).toBe(0);
  });

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
