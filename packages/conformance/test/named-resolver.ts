import { isIPv4 } from 'node:net';
import type { AddressInfo } from '@tsyncio/core';
import type { AddressQuery, Resolver, ResolverKernel, SocketKernel } from '@tsyncio/core/area';
import type { TransportAbility } from '../src/cases/transports/open-transports.ts';
import { namedHosts } from '../src/named-hosts.ts';

let asked: string[] = [];

/** The ability 'transports'. */
export const names: TransportAbility = { asked: () => asked };

/** `kernel` with a resolver that knows `namedHosts` too. */
export function knowingNames<K extends SocketKernel & ResolverKernel>(kernel: K): K {
  asked = [];
  const resolver: Resolver = {
    getaddrinfo: async (query) => {
      asked.push(String(query.host));
      const hosts = namedHosts[String(query.host)];
      return hosts === undefined ? kernel.resolver.getaddrinfo(query) : answer(hosts, query, kernel);
    },
    getnameinfo: (address, flags) => kernel.resolver.getnameinfo(address, flags),
  };
  return { ...kernel, resolver };
}

function answer(hosts: readonly string[], { service, family, type, proto }: AddressQuery, { sockets }: SocketKernel): AddressInfo[] {
  const { AF_INET = 2, AF_INET6 = 10, IPPROTO_TCP = 6, IPPROTO_UDP = 17, SOCK_DGRAM = 2 } = sockets.constants;
  const usual = type === SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
  return hosts
    .map((host) => ({ host, port: Number(service) }))
    .map((address) => ({ family: isIPv4(address.host) ? AF_INET : AF_INET6, type, proto: proto || usual, canonname: '', address }))
    .filter((info) => family === 0 || family === info.family);
}
