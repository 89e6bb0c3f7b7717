import { isIP } from 'node:net';
import type { AddressInfo } from '@tsyncio/core';
import { type AddressQuery, type LoopState, queryResolver, SystemError, socketCallsOf } from '@tsyncio/core/area';

type Hints = Omit<AddressQuery, 'host' | 'service'>;

/** The addresses of a host. A numeric one is not asked of the resolver, unless it names a scope. */
export async function resolveHost(state: LoopState, host: string | null, port: number, hints: Hints): Promise<AddressInfo[]> {
  const literal = host === null ? null : literalAddress(state, host, port, hints);
  if (literal !== null) return [literal];
  const answers = await queryResolver(state, { ...hints, host, service: String(port) });
  if (answers.length === 0) throw new SystemError('ENOTFOUND', -2, 'getaddrinfo', { reason: `no addresses for '${host}'` });
  return answers;
}

/** What does not fit together, and what only the system can know, is for the resolver to answer or refuse. */
function literalAddress(state: LoopState, host: string, port: number, { family, type, proto }: Hints): AddressInfo | null {
  const version = host.includes('%') ? 0 : isIP(host);
  if (version === 0) return null;
  const {
    AF_INET = 2,
    AF_INET6 = 10,
    SOCK_STREAM = 1,
    SOCK_DGRAM = 2,
    IPPROTO_TCP = 6,
    IPPROTO_UDP = 17,
  } = socketCallsOf(state.kernel).constants;
  const own = version === 4 ? AF_INET : AF_INET6;
  if (family !== 0 && family !== own) return null;
  if (type !== SOCK_STREAM && type !== SOCK_DGRAM) return null;
  const usual = type === SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
  if (proto !== 0 && proto !== usual) return null;
  return { family: own, type, proto: usual, canonname: '', address: { host, port } };
}
