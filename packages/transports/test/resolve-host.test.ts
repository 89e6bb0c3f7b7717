import { type AddressInfo, createLoop } from '@tsyncio/core';
import { type AddressQuery, stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { constants } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { resolveHost } from '../src/dns/resolve-host.ts';
import { addressOf } from './listening.ts';
import { turns, withLoop } from './with-loop.ts';

const { AF_INET = 0, AF_INET6 = 0, SOCK_STREAM = 0, SOCK_DGRAM = 0, SOCK_RAW = 0 } = constants;
const { IPPROTO_TCP = 0, IPPROTO_UDP = 0, IPPROTO_ICMP = 0 } = constants;

type Hints = Parameters<typeof resolveHost>[3];
const ASKED: AddressInfo = { family: 0, type: 0, proto: 0, canonname: 'asked', address: { host: '', port: 0 } };

/** What a host resolves to, with a resolver that answers everything with ASKED. */
async function resolved(host: string | null, hints: Partial<Hints>): Promise<AddressInfo[]> {
  const kernel = nativeKernel();
  const resolver = { ...kernel.resolver, getaddrinfo: async (_query: AddressQuery) => [ASKED] };
  const loop = createLoop([], { ...kernel, resolver });
  try {
    return await loop.runUntilComplete(async () =>
      resolveHost(stateOf(loop), host, 80, { family: 0, type: SOCK_STREAM, proto: 0, flags: 0, ...hints }),
    );
  } finally {
    loop.close();
  }
}

describe('a numeric host is not asked of the resolver', () => {
  const literal = (family: number, type: number, proto: number, host: string): AddressInfo[] => [
    { family, type, proto, canonname: '', address: { host, port: 80 } },
  ];

  test.each<[string, string, Partial<Hints>, AddressInfo[]]>([
    ['IPv4', '1.2.3.4', {}, literal(AF_INET, SOCK_STREAM, IPPROTO_TCP, '1.2.3.4')],
    ['IPv6', '::3', {}, literal(AF_INET6, SOCK_STREAM, IPPROTO_TCP, '::3')],
    ['of the family', '1.2.3.4', { family: AF_INET }, literal(AF_INET, SOCK_STREAM, IPPROTO_TCP, '1.2.3.4')],
    ['of the protocol', '1.2.3.4', { proto: IPPROTO_TCP }, literal(AF_INET, SOCK_STREAM, IPPROTO_TCP, '1.2.3.4')],
    ['for datagrams', '1.2.3.4', { type: SOCK_DGRAM }, literal(AF_INET, SOCK_DGRAM, IPPROTO_UDP, '1.2.3.4')],
    ['for datagrams of UDP', '::3', { type: SOCK_DGRAM, proto: IPPROTO_UDP }, literal(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, '::3')],
  ])('%s', async (_title, host, hints, expected) => {
    expect(await resolved(host, hints)).toEqual(expected);
  });
});

describe('the resolver is asked', () => {
  test.each<[string, string | null, Partial<Hints>]>([
    ['for a name', 'localhost', {}],
    ['for no host', null, {}],
    ['for a scope', 'fe80::1%lo', {}],
    ['for IPv4 as IPv6', '1.2.3.4', { family: AF_INET6 }],
    ['for IPv6 as IPv4', '::3', { family: AF_INET }],
    ['for any type', '1.2.3.4', { type: 0 }],
    ['for another type', '1.2.3.4', { type: SOCK_RAW }],
    ['for another protocol', '1.2.3.4', { proto: IPPROTO_ICMP }],
    ['for a protocol that does not fit the type', '1.2.3.4', { proto: IPPROTO_UDP }],
    ['for a number in another writing', '127.1', {}],
  ])('%s', async (_title, host, hints) => {
    expect(await resolved(host, hints)).toEqual([ASKED]);
  });
});

test('a server and a connection to it by numeric host never ask the resolver', () =>
  withLoop(async (loop) => {
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
    const [transport] = await loop.createConnection(() => ({}), addressOf(server));
    expect(asked).toBe(0);
    transport.abort();
    server.close();
    await server.waitClosed();
    await turns(2);
  }));
