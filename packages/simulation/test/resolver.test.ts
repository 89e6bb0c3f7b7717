import { existsSync } from 'node:fs';
import type { InetAddress } from '@tsyncio/core';
import { type AddressQuery, type Resolver, SystemError } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { simulate } from './simulation.ts';

const { AF_INET, AF_INET6, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, IPPROTO_UDP } = linux;
const { AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_NUMERICSERV, AI_V4MAPPED, AI_ALL } = linux;
const { NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM } = linux;

const query = (given: Partial<AddressQuery>): AddressQuery => ({
  host: '127.0.0.1',
  service: '80',
  family: 0,
  type: 0,
  proto: 0,
  flags: 0,
  ...given,
});

const comparable = process.platform === 'linux' && existsSync('/etc/services');

const cases: [string, AddressQuery][] = [
  ['an IPv4 address', query({})],
  ['an IPv6 address, in its shortest form', query({ host: '0:0::1', type: SOCK_STREAM })],
  ['every interface', query({ host: null, type: SOCK_STREAM, flags: AI_PASSIVE })],
  ['the loopback', query({ host: null, type: SOCK_STREAM })],
  ['no service', query({ service: null, type: SOCK_DGRAM })],
  ['one protocol', query({ proto: IPPROTO_UDP })],
  ['the name it has', query({ type: SOCK_STREAM, flags: AI_CANONNAME })],
  ['an address of another family', query({ host: '::1', family: AF_INET })],
  ['neither host nor service', query({ host: null, service: null })],
  ['a family that does not exist', query({ family: 77 })],
  ['a type that does not fit the protocol', query({ type: SOCK_STREAM, proto: IPPROTO_UDP })],
  ['a service that does not exist', query({ service: 'no-such-service', type: SOCK_STREAM })],
  ['a name where a number has to be', query({ host: 'no-number', flags: AI_NUMERICHOST })],
  ['flags that do not exist', query({ flags: 1 << 30 })],
  ['a service by name', query({ service: 'http' })],
  ['a service by name, of the wrong type', query({ service: 'http', type: SOCK_DGRAM })],
  ['a service of two protocols', query({ service: 'domain' })],
  ['a service by name over a raw socket', query({ service: 'http', type: SOCK_RAW })],
  ['a service by name where a number has to be', query({ service: 'http', flags: AI_NUMERICSERV })],
  ['an empty service', query({ service: '', type: SOCK_STREAM })],
  ['a port with more behind it', query({ service: '80x', type: SOCK_STREAM })],
  ['a negative port', query({ service: '-1', type: SOCK_STREAM })],
  ['no name for no host', query({ host: null, flags: AI_CANONNAME })],
  ['the loopback of one family', query({ host: null, family: AF_INET6, type: SOCK_STREAM })],
  ['every interface of one family', query({ host: null, family: AF_INET, type: SOCK_STREAM, flags: AI_PASSIVE })],
  ['an IPv4 address as one of IPv6', query({ family: AF_INET6, type: SOCK_STREAM, flags: AI_V4MAPPED })],
  ['an IPv4 address as one of IPv6, with all', query({ family: AF_INET6, type: SOCK_STREAM, flags: AI_V4MAPPED | AI_ALL })],
  ['an IPv4 address for IPv6', query({ family: AF_INET6, type: SOCK_STREAM })],
  ['a scope by its name', query({ host: 'fe80::1%lo', type: SOCK_STREAM })],
  ['a scope by its number', query({ host: 'fe80::1%1', type: SOCK_STREAM })],
  ['a scope by a high number', query({ host: 'fe80::1%4294967295', type: SOCK_STREAM })],
  ['a scope that does not exist', query({ host: 'fe80::1%no-such', type: SOCK_STREAM })],
  ['a scope of an address that is on no link', query({ host: '::1%lo', type: SOCK_STREAM })],
  ['a host with a scope, by number', query({ host: 'fe80::1%lo', type: SOCK_STREAM, flags: AI_NUMERICHOST | AI_CANONNAME })],
];

const nameCases: [string, InetAddress, number][] = [
  ['the names of the loopback', { host: '127.0.0.1', port: 80 }, 0],
  ['a datagram service', { host: '127.0.0.1', port: 123 }, NI_DGRAM],
  ['a stream service asked for as a datagram one', { host: '127.0.0.1', port: 80 }, NI_DGRAM],
  ['a port without a name', { host: '127.0.0.1', port: 1 << 15 }, 0],
  ['no name for the host', { host: '127.0.0.1', port: 80 }, NI_NUMERICHOST],
  ['no name for the service', { host: '127.0.0.1', port: 80 }, NI_NUMERICSERV],
  ['no domain', { host: '127.0.0.1', port: 80 }, NI_NOFQDN],
  ['a name that has to be', { host: '127.0.0.1', port: 80 }, NI_NAMEREQD],
  ['a name that has to be, as a number', { host: '127.0.0.1', port: 80 }, NI_NAMEREQD | NI_NUMERICHOST],
  ['an IPv6 address, in its shortest form', { host: '0:0:0::5', port: 80 }, NI_NUMERICHOST],
  ['a scope by its number', { host: 'fe80::1', port: 80, scopeId: 1 }, NI_NUMERICHOST],
  ['a scope in the host', { host: 'fe80::1%lo', port: 80 }, NI_NUMERICHOST],
  ['a scope of no interface', { host: 'fe80::1', port: 80, scopeId: 4_294_967_295 }, NI_NUMERICHOST],
  ['a scope of an address that is on no link', { host: '::5', port: 80, scopeId: 1 }, NI_NUMERICHOST],
  ['a flow', { host: '::5', port: 80, flowInfo: 7 }, NI_NUMERICHOST],
  ['flags that do not exist', { host: '127.0.0.1', port: 80 }, 1 << 20],
];

/** What both kernels' resolvers answer, or how they refuse. */
async function answersOf<T>(ask: (resolver: Resolver) => Promise<T>): Promise<unknown[]> {
  const native = nativeKernel();
  const answers = [simulatedKernel(), native].map(({ resolver }) =>
    ask(resolver).catch(({ name, code, errno, syscall, message }: SystemError) => ({ name, code, errno, syscall, message })),
  );
  const both = await Promise.all(answers);
  native.close();
  return both;
}

describe.skipIf(!comparable)('getaddrinfo: the same as on Linux with /etc/services (skipped elsewhere)', () => {
  test.each(cases)('%s', async (_title, asked) => {
    const [simulated, real] = await answersOf((resolver) => resolver.getaddrinfo(asked));
    expect(simulated).toEqual(real);
  });
});

describe.skipIf(!comparable)('getnameinfo: the same as on Linux with /etc/services (skipped elsewhere)', () => {
  test.each(nameCases)('%s', async (_title, address, flags) => {
    const [simulated, real] = await answersOf((resolver) => resolver.getnameinfo(address, flags));
    expect(simulated).toEqual(real);
  });
});

describe('getaddrinfo', () => {
  test('knows localhost', () =>
    simulate(async (loop) => {
      const answers = await loop.getaddrinfo('localhost', 80, { type: SOCK_STREAM });
      expect(answers.map(({ family, address }) => [family, address.host])).toEqual([
        [AF_INET6, '::1'],
        [AF_INET, '127.0.0.1'],
      ]);
      expect(await loop.getaddrinfo('localhost', 80, { family: AF_INET, type: SOCK_STREAM })).toHaveLength(1);
    }));

  test.each(['example.test', '', '127.1'])('does not know %j', (host) =>
    simulate(async (loop) => {
      const error = await loop.getaddrinfo(host, 80).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SystemError);
      expect(error).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    }),
  );

  test('refuses a port above 65535', () =>
    simulate(async (loop) => {
      await expect(loop.getaddrinfo('127.0.0.1', 65_536)).rejects.toBeInstanceOf(RangeError);
    }));

  test('takes a turn but no time', () =>
    simulate(async (loop) => {
      const order: string[] = [];
      loop.callLater(1, () => order.push('timer'));
      loop.callSoon(() => order.push('next turn'));
      await loop.getaddrinfo('localhost', 80);
      expect([order, loop.time()]).toEqual([['next turn'], 0]);
    }));
});

describe('getnameinfo', () => {
  test('knows the loopback', () =>
    simulate(async (loop) => {
      expect(await loop.getnameinfo({ host: '::1', port: 443 })).toEqual({ host: 'localhost', service: 'https' });
    }));

  test('gives other hosts by number, and refuses where a name has to be', () =>
    simulate(async (loop) => {
      expect(await loop.getnameinfo({ host: '10.0.0.1', port: 7777 })).toEqual({ host: '10.0.0.1', service: '7777' });
      await expect(loop.getnameinfo({ host: '10.0.0.1', port: 80 }, NI_NAMEREQD)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    }));
});

test('a name in the letters of other scripts is asked for in its ASCII form', () =>
  simulate(async (loop) => {
    await expect(loop.getaddrinfo('bücher.example', 80)).rejects.toMatchObject({ hostname: 'xn--bcher-kva.example' });
  }));
