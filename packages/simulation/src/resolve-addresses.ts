import { isIP } from 'node:net';
import type { AddressInfo } from '@tsyncio/core';
import type { AddressQuery, SystemError } from '@tsyncio/core/area';
import { shortestForm } from './inet-address.ts';
import { portOfService } from './known-services.ts';
import { linuxConstants } from './linux-constants.ts';
import { type ResolverCode, resolverFailure } from './resolver-failure.ts';
import { scopeNumber } from './scope.ts';

const { AF_UNSPEC, AF_INET, AF_INET6, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, IPPROTO_TCP, IPPROTO_UDP } = linuxConstants;
const { AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_NUMERICSERV, AI_V4MAPPED, AI_ALL } = linuxConstants;
/** Every flag that netdb.h has. */
const KNOWN_FLAGS = 0x4ff;

interface Kind {
  readonly type: number;
  readonly proto: number;
}

const KINDS: readonly Kind[] = [
  { type: SOCK_STREAM, proto: IPPROTO_TCP },
  { type: SOCK_DGRAM, proto: IPPROTO_UDP },
  { type: SOCK_RAW, proto: 0 },
];

/** The addresses of a host by its name; none when there is no such host. */
export type LookUp = (name: string) => readonly string[];

type Host = Pick<AddressInfo['address'], 'host' | 'scopeId'>;

/** What the simulated resolver answers to `getaddrinfo`, in the order in which Linux checks the question. */
export function resolveAddresses(query: AddressQuery, lookUp: LookUp): AddressInfo[] {
  const { host, service, family, flags } = query;
  if ((flags & ~KNOWN_FLAGS) !== 0) throw failure('EAI_BADFLAGS', query);
  if (host === null && service === null) throw failure('ENOTFOUND', query);
  if (host === null && (flags & AI_CANONNAME) !== 0) throw failure('EAI_BADFLAGS', query);
  if (family !== AF_UNSPEC && family !== AF_INET && family !== AF_INET6) throw failure('EAI_FAMILY', query);
  const kinds = servedKinds(query);
  const infos = hostsOf(query, lookUp).flatMap((address) =>
    kinds.map(({ type, proto, port }) => ({
      family: isIP(address.host) === 4 ? AF_INET : AF_INET6,
      type,
      proto: query.proto || proto,
      canonname: '',
      address: { ...address, port },
    })),
  );
  if ((flags & AI_CANONNAME) !== 0) Object.assign(infos[0] as AddressInfo, { canonname: host ?? '' });
  return infos;
}

/** The kinds of sockets that are asked for, each with the port of the service over it. */
function servedKinds(query: AddressQuery): readonly (Kind & { readonly port: number })[] {
  const kinds = KINDS.filter((kind) => fits(query, kind));
  if (kinds.length === 0) throw failure('EAI_SOCKTYPE', query);
  const { service, flags } = query;
  if (service === null || /^\d*$/.test(service)) return kinds.map((kind) => ({ ...kind, port: Number(service) & 0xffff }));
  if ((flags & AI_NUMERICSERV) !== 0) throw failure('ENOTFOUND', query);
  const served = kinds.flatMap((kind) => {
    const port = portOfService(service, kind.type);
    return port === undefined ? [] : [{ ...kind, port }];
  });
  if (served.length === 0) throw failure('EAI_SERVICE', query);
  return served;
}

// A raw socket takes every protocol, but is not meant when one of the others is asked for.
function fits(query: AddressQuery, { type, proto }: Kind): boolean {
  if (query.type !== 0 && query.type !== type) return false;
  if (query.proto === 0 || query.proto === proto) return true;
  return query.type === SOCK_RAW;
}

function hostsOf(query: AddressQuery, lookUp: LookUp): readonly Host[] {
  const { host, family, flags } = query;
  const hosts = host === null ? unnamedHosts(flags) : namedHosts(query, host, lookUp);
  const fitting = hosts.flatMap((one) => inFamily(one, query, hosts));
  if (fitting.length === 0) throw failure(family === AF_UNSPEC ? 'ENOTFOUND' : 'EAI_ADDRFAMILY', query);
  return fitting;
}

function unnamedHosts(flags: number): readonly Host[] {
  const hosts = (flags & AI_PASSIVE) === 0 ? ['::1', '127.0.0.1'] : ['0.0.0.0', '::'];
  return hosts.map((host) => ({ host }));
}

function namedHosts(query: AddressQuery, name: string, lookUp: LookUp): readonly Host[] {
  const [host = '', scope] = name.split('%');
  const version = isIP(host);
  if (version === 4 && scope === undefined) return [{ host }];
  if (version === 6) return [literalHost(query, host, scope)];
  if ((query.flags & AI_NUMERICHOST) !== 0) throw failure('ENOTFOUND', query);
  if (name.toLowerCase() === 'localhost') return [{ host: '::1' }, { host: '127.0.0.1' }];
  const addresses = lookUp(name);
  if (addresses.length === 0) throw failure('ENOTFOUND', query);
  return addresses.map((address) => ({ host: address }));
}

function literalHost(query: AddressQuery, host: string, scope: string | undefined): Host {
  if (scope === undefined) return { host: shortestForm(host) };
  const scopeId = scopeNumber(host, scope);
  if (scopeId === undefined) throw failure('ENOTFOUND', query);
  return scopeId === 0 ? { host: shortestForm(host) } : { host: shortestForm(host), scopeId };
}

/** The address, if it is of the family that is asked for or can be written in it. */
function inFamily(address: Host, { host, family, flags }: AddressQuery, all: readonly Host[]): readonly Host[] {
  const own = isIP(address.host) === 4 ? AF_INET : AF_INET6;
  if (family === AF_UNSPEC || family === own) return [address];
  if (own === AF_INET6 || host === null || (flags & AI_V4MAPPED) === 0) return [];
  const isOnly = all.length === 1;
  return isOnly || (flags & AI_ALL) !== 0 ? [{ host: `::ffff:${address.host}` }] : [];
}

function failure(code: ResolverCode, { host }: AddressQuery): SystemError {
  return resolverFailure(code, 'getaddrinfo', host);
}
