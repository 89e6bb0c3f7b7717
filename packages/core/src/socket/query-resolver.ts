import { domainToASCII } from 'node:url';
import { wrapFuture } from '../future/wrap-future.ts';
import type { Future } from '../interfaces/future.ts';
import type { AddressQuery } from '../interfaces/kernel/resolver.ts';
import type { AddressInfo } from '../interfaces/transport-api.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { SystemError } from '../system-error.ts';

const NOT_ASCII = /[^\0-\x7f]/;
/** What ends a host in a URL, or is none of its own characters: it would silently be cut off. */
const NO_DOMAIN = /[\s/\\?#@:%[\]]/;

/**
 * Ask the kernel's resolver; cancelling the future drops the answer. A name of other letters than ASCII's is asked for in its ASCII form.
 *
 * @throws {TypeError} when the kernel has none; {@link SystemError} when the name has no such form.
 */
export function queryResolver({ kernel, loop }: LoopState, query: AddressQuery): Future<AddressInfo[]> {
  if (kernel.resolver === undefined) {
    throw new TypeError(`the ${kernel.name} kernel cannot resolve '${query.host}': give a numeric address`);
  }
  return wrapFuture(kernel.resolver.getaddrinfo({ ...query, host: asciiHost(query.host) }), { loop });
}

function asciiHost(host: string | null): string | null {
  if (host === null || !NOT_ASCII.test(host)) return host;
  const ascii = NO_DOMAIN.test(host) ? '' : domainToASCII(host);
  if (ascii === '') throw new SystemError('ENOTFOUND', -2, 'getaddrinfo', { hostname: host, reason: 'it is no name of a domain' });
  return ascii;
}
