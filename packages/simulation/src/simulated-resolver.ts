import { isIP } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type AddressInfo, NotImplementedError } from '@tsyncio/core';
import { type AddressQuery, type Resolver, SystemError } from '@tsyncio/core/area';
import { shortestForm } from './inet-address.ts';
import { linuxConstants } from './linux-constants.ts';
import type { VirtualClock } from './virtual-clock.ts';

const { AF_UNSPEC, AF_INET, AF_INET6, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, IPPROTO_TCP, IPPROTO_UDP } = linuxConstants;
const { AI_PASSIVE, AI_CANONNAME } = linuxConstants;
/** Every flag that netdb.h has. */
const KNOWN_FLAGS = 0x4ff;

/** The numbers of netdb.h. */
const REASONS = {
  EAI_BADFLAGS: [-1, 'Bad value for ai_flags'],
  EAI_SERVICE: [-8, 'Servname not supported for ai_socktype'],
  EAI_SOCKTYPE: [-7, 'ai_socktype not supported'],
  EAI_FAMILY: [-6, 'ai_family not supported'],
  EAI_ADDRFAMILY: [-9, 'Address family for hostname not supported'],
  ENOTFOUND: [-2, 'Name or service not known'],
} as const;

const KINDS = [
  { type: SOCK_STREAM, proto: IPPROTO_TCP },
  { type: SOCK_DGRAM, proto: IPPROTO_UDP },
  { type: SOCK_RAW, proto: 0 },
] as const;

/** Knows numeric addresses, ports, and `localhost`; every other name is unknown. It answers in a later turn, for which the clock waits. */
export function simulatedResolver(clock: VirtualClock): Resolver {
  return {
    getaddrinfo: async (query) => {
      await clock.hold(setImmediate());
      return resolve(query);
    },
    getnameinfo: async () => {
      throw new NotImplementedError('getnameinfo is not supported yet');
    },
  };
}

function resolve(query: AddressQuery): AddressInfo[] {
  const { host, service, family, flags } = query;
  if ((flags & ~KNOWN_FLAGS) !== 0) throw failure('EAI_BADFLAGS', query);
  if (host === null && service === null) throw failure('ENOTFOUND', query);
  if (family !== AF_UNSPEC && family !== AF_INET && family !== AF_INET6) throw failure('EAI_FAMILY', query);
  const port = portOf(query);
  const kinds = KINDS.filter(({ type, proto }) => fits(query, type, proto));
  if (kinds.length === 0) throw failure('EAI_SOCKTYPE', query);
  const infos = hostsOf(query).flatMap((address) =>
    kinds.map(({ type, proto }) => ({
      family: isIP(address) === 4 ? AF_INET : AF_INET6,
      type,
      proto: query.proto || proto,
      canonname: '',
      address: { host: address, port },
    })),
  );
  const fitting = infos.filter((info) => family === AF_UNSPEC || family === info.family);
  if (fitting.length === 0) throw failure('EAI_ADDRFAMILY', query);
  if ((flags & AI_CANONNAME) !== 0) Object.assign(fitting[0] as AddressInfo, { canonname: host ?? '' });
  return fitting;
}

// A raw socket takes every protocol, but is not meant when one of the others is asked for.
function fits(query: AddressQuery, type: number, proto: number): boolean {
  if (query.type !== 0 && query.type !== type) return false;
  if (query.proto === 0 || query.proto === proto) return true;
  return query.type === SOCK_RAW;
}

function hostsOf(query: AddressQuery): readonly string[] {
  const { host, flags } = query;
  if (host === null) return (flags & AI_PASSIVE) === 0 ? ['::1', '127.0.0.1'] : ['0.0.0.0', '::'];
  if (host === 'localhost') return ['::1', '127.0.0.1'];
  const version = isIP(host);
  if (version === 0) throw failure('ENOTFOUND', query);
  return [version === 4 ? host : shortestForm(host)];
}

function portOf(query: AddressQuery): number {
  if (query.service === null) return 0;
  const port = Number(query.service);
  if (!/^\d+$/.test(query.service) || port > 65_535) throw failure('EAI_SERVICE', query);
  return port;
}

function failure(code: keyof typeof REASONS, { host }: AddressQuery): SystemError {
  const [errno, reason] = REASONS[code];
  return new SystemError(code, errno, 'getaddrinfo', { hostname: host ?? undefined, reason });
}
