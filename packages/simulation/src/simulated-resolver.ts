import { setImmediate } from 'node:timers/promises';
import type { Resolver } from '@tsyncio/core/area';
import { resolveAddresses } from './resolve-addresses.ts';
import { resolveNames } from './resolve-names.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * Knows numeric addresses, `localhost` and the best known services; every other name is unknown. It answers in a later turn, for which the
 * clock waits.
 */
export function simulatedResolver(clock: VirtualClock): Resolver {
  return {
    getaddrinfo: async (query) => {
      await clock.hold(setImmediate());
      return resolveAddresses(query);
    },
    getnameinfo: async (address, flags) => {
      await clock.hold(setImmediate());
      return resolveNames(address, flags);
    },
  };
}
