import type { InetAddress } from '@tsyncio/core';
import type { ResolverKernel } from '@tsyncio/core/area';
import { type NativeKernel, nativeKernel } from '@tsyncio/native';
import { expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { constants, socket } from '../src/index.ts';
import { hasIPv6, listening } from './listening.ts';
import { withLoop } from './with-loop.ts';

type Resolver = ResolverKernel['resolver'];
type Query = Parameters<Resolver['getaddrinfo']>[0];

/** The native kernel, with every question that its resolver is asked. */
function listeningKernel(): readonly [NativeKernel, Query[]] {
  const kernel = nativeKernel();
  const queries: Query[] = [];
  const getaddrinfo: Resolver['getaddrinfo'] = (query) => {
    queries.push(query);
    return kernel.resolver.getaddrinfo(query);
  };
  return [{ ...kernel, resolver: { ...kernel.resolver, getaddrinfo } }, queries];
}

test('the name of a host is resolved with the family, the type and the protocol of the socket', () => {
  const [kernel, queries] = listeningKernel();
  return withLoop(async (loop) => {
    const { AF_INET, SOCK_STREAM, IPPROTO_TCP } = constants;
    const [listener, address] = listening();
    using client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    await loop.sockConnect(client, { host: 'localhost', port: (address as InetAddress).port });
    expect(queries).toMatchObject([
      { host: 'localhost', service: String((address as InetAddress).port), family: AF_INET, type: SOCK_STREAM, proto: IPPROTO_TCP },
    ]);
    listener.close();
  }, kernel);
});

test('a numeric host is not resolved', () => {
  const [kernel, queries] = listeningKernel();
  return withLoop(async (loop) => {
    const [listener, address] = listening();
    using client = socket();
    await loop.sockConnect(client, address);
    expect(queries).toEqual([]);
    listener.close();
  }, kernel);
});

test.each(['localhost', '127.0.0.1'])('a port that is none of the host %s is a rejection', (host) =>
  withLoop(async (loop) => {
    using client = socket();
    const connecting = loop.sockConnect(client, { host, port: 70_000 });
    expect(await failureOf(() => connecting)).toBeInstanceOf(RangeError);
  }),
);

test.skipIf(!hasIPv6())('a socket of IPv6 asks for addresses of IPv6 (this machine has none: skipped)', () => {
  const [kernel, queries] = listeningKernel();
  return withLoop(async (loop) => {
    using client = socket(constants.AF_INET6);
    await failureOf(() => loop.sockConnect(client, { host: 'localhost', port: 1 }));
    expect(queries).toMatchObject([{ family: constants.AF_INET6 }]);
  }, kernel);
});
