import { isIP } from 'node:net';
import type { AddressInfo } from '@tsyncio/core';
import { type AddressQuery, type LoopState, queryResolver, SystemError } from '@tsyncio/core/area';

/** The addresses of a host. A numeric one is not asked of the resolver, unless it names a scope. */
export async function resolveHost(
  state: LoopState,
  host: string | null,
  port: number,
  hints: Omit<AddressQuery, 'host' | 'service'>,
): Promise<AddressInfo[]> {
  const literal = host === null ? null : literalAddress(state, host, port, hints);
  if (literal !== null) return [literal];
  const answers = await queryResolver(state, { ...hints, host, service: String(port) });
  if (answers.length === 0) throw new SystemError('ENOTFOUND', -2, 'getaddrinfo', { reason: `no addresses for '${host}'` });
  return answers;
}

function literalAddress(
  state: LoopState,
  host: string,
  port: number,
  { family, type, proto }: Omit<AddressQuery, 'host' | 'service'>,
): AddressInfo | null {
  const version = host.includes('%') ? 0 : isIP(host);
  if (version === 0) return null;
  const { AF_INET = 2, AF_INET6 = 10, IPPROTO_TCP = 6 } = state.kernel.sockets?.constants ?? {};
  const own = version === 4 ? AF_INET : AF_INET6;
  // A family that does not fit is for the resolver to refuse.
  if (family !== 0 && family !== own) return null;
  return { family: own, type, proto: proto === 0 ? IPPROTO_TCP : proto, canonname: '', address: { host, port } };
}
