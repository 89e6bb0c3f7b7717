import { type AddressQuery, type Resolver, SystemError, systemError } from '@tsyncio/core/area';
import type { Binding, ResolverFailure } from './binding.ts';

/** The system's resolver, in libuv's thread pool. */
export function nativeResolver(binding: Binding): Resolver {
  return {
    getaddrinfo: async ({ host, service, family, type, proto, flags }: AddressQuery) => {
      const answer = await binding.getaddrinfo(host, service, family, type, proto, flags);
      if (Array.isArray(answer)) return answer;
      throw failure(answer, 'getaddrinfo', host ?? undefined);
    },
    getnameinfo: async (address, flags) => {
      const answer = await binding.getnameinfo(address, flags);
      if (typeof answer === 'number') throw systemError(answer, 'getnameinfo', { hostname: address.host });
      if ('host' in answer) return answer;
      throw failure(answer, 'getnameinfo', address.host);
    },
  };
}

function failure({ code, errno, reason }: ResolverFailure, syscall: string, hostname: string | undefined): SystemError {
  return new SystemError(code, errno, syscall, { hostname, reason });
}
