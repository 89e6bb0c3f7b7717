import { existsSync } from 'node:fs';
import { CancelledError, type InetAddress, SystemError } from '@tsyncio/core';
import { constants } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { turns, withLoop } from './with-loop.ts';

const { NI_NUMERICHOST = 0, NI_NUMERICSERV = 0, NI_NAMEREQD = 0, NI_DGRAM = 0 } = constants;
const NUMERIC = NI_NUMERICHOST | NI_NUMERICSERV;

describe('getnameinfo', () => {
  test('gives the names of a host of this machine', () =>
    withLoop(async (loop) => {
      expect((await loop.getnameinfo({ host: '127.0.0.1', port: 1 })).host).toMatch(/^localhost/);
    }));

  test.skipIf(!existsSync('/etc/services'))('gives the service of a port, of streams or datagrams (skipped without /etc/services)', () =>
    withLoop(async (loop) => {
      const service = async (port: number, flags: number): Promise<string> =>
        (await loop.getnameinfo({ host: '127.0.0.1', port }, NI_NUMERICHOST | flags)).service;
      expect([await service(80, 0), await service(123, NI_DGRAM), await service(80, NI_NUMERICSERV)]).toEqual(['http', 'ntp', '80']);
    }),
  );

  test('gives numbers when asked for them', () =>
    withLoop(async (loop) => {
      expect(await loop.getnameinfo({ host: '127.0.0.1', port: 80 }, NUMERIC)).toEqual({ host: '127.0.0.1', service: '80' });
      expect(await loop.getnameinfo({ host: '0:0::1', port: 0 }, NUMERIC)).toEqual({ host: '::1', service: '0' });
    }));

  test('takes the flow and the scope of an IPv6 address', () =>
    withLoop(async (loop) => {
      const name = process.platform === 'linux' ? 'lo' : 'lo0';
      const hostOf = async (address: Partial<InetAddress>): Promise<string> =>
        (await loop.getnameinfo({ host: 'fe80::1', port: 80, flowInfo: 3, ...address }, NUMERIC)).host;
      expect(await hostOf({ scopeId: 1 })).toBe(`fe80::1%${name}`);
      expect(await hostOf({ host: `fe80::1%${name}` })).toBe(`fe80::1%${name}`);
      expect(await hostOf({})).toBe('fe80::1');
    }));

  test('rejects with the code of the system and the system call', () =>
    withLoop(async (loop) => {
      const flags = await failureOf(() => loop.getnameinfo({ host: '127.0.0.1', port: 80 }, 1 << 30));
      expect(flags).toBeInstanceOf(SystemError);
      expect(flags).toMatchObject({ code: 'EAI_BADFLAGS', syscall: 'getnameinfo', hostname: '127.0.0.1' });
      const name = await failureOf(() => loop.getnameinfo({ host: '127.0.0.1', port: 80 }, NI_NAMEREQD | NI_NUMERICHOST));
      expect(name).toMatchObject({ code: 'ENOTFOUND', syscall: 'getnameinfo' });
    }));

  test.each(['localhost', '', '127.1', 'fe80::1%', '1.2.3.4.5'])('refuses the host %j, saying what to do', (host) =>
    withLoop(async (loop) => {
      const error = await failureOf(() => loop.getnameinfo({ host, port: 80 }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('getaddrinfo');
    }),
  );

  test('rejects other wrong arguments', () =>
    withLoop(async (loop) => {
      const host = '127.0.0.1';
      const wrong: [unknown[], typeof TypeError | typeof RangeError][] = [
        [[null], TypeError],
        [['/a/path'], TypeError],
        [[{ host: 5, port: 80 }], TypeError],
        [[{ host }], TypeError],
        [[{ host, port: '80' }], TypeError],
        [[{ host, port: 65_536 }], RangeError],
        [[{ host: '::1', port: 80, scopeId: -1 }], RangeError],
        [[{ host, port: 80 }, '1'], TypeError],
        [[{ host, port: 80 }, 1.5], RangeError],
      ];
      for (const [args, type] of wrong) {
        const error = await failureOf(() => loop.getnameinfo(...(args as Parameters<typeof loop.getnameinfo>)));
        expect(error, JSON.stringify(args)).toBeInstanceOf(type);
      }
    }));

  test('cancelled drops the answer', () =>
    withLoop(async (loop) => {
      const task = loop.createTask(async () => loop.getnameinfo({ host: '127.0.0.1', port: 80 }));
      await turns(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
    }));
});
