import type { AddressInfo, TransportApi } from '@tsyncio/core';
import { type LoopState, queryResolver, refuseClosed } from '@tsyncio/core/area';
import { checkHost, ownOptions } from '../check-options.ts';

/** Implements {@link TransportApi.getaddrinfo}. */
export async function getaddrinfo(
  state: LoopState,
  host: string | null,
  port: number | string | null,
  given: Parameters<TransportApi['getaddrinfo']>[2] = {},
): Promise<AddressInfo[]> {
  refuseClosed(state);
  const { family = 0, type = 0, proto = 0, flags = 0 } = ownOptions(given, 'getaddrinfo');
  if (host !== null) checkHost(host);
  if (port !== null && typeof port !== 'string' && typeof port !== 'number')
    throw new TypeError(`port must be a number, a service name or null, got ${typeof port}`);
  return queryResolver(state, { host, service: port === null ? null : String(port), family, type, proto, flags });
}
