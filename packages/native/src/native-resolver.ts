import type { AddressInfo } from '@tsyncio/core';
import { NotImplementedError } from '@tsyncio/core';
import type { AddressQuery, Resolver } from '@tsyncio/core/area';
import { SystemError } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';

/** The system's resolver, in libuv's thread pool. */
export function nativeResolver(binding: Binding): Resolver {
  return {
    getaddrinfo: async ({ host, service, family, type, proto, flags }: AddressQuery): Promise<AddressInfo[]> => {
      const answer = await binding.getaddrinfo(host, service, family, type, proto, flags);
      if (Array.isArray(answer)) return answer;
      throw new SystemError(answer.code, answer.errno, 'getaddrinfo', { hostname: host ?? undefined, reason: answer.reason });
    },
    getnameinfo: async () => {
      throw new NotImplementedError('getnameinfo is not supported yet');
    },
  };
}
