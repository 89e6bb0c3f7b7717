import { setImmediate } from 'node:timers/promises';
import type { Resolver } from '@tsyncio/core/area';
import type { NetworkHosts } from './network-hosts.ts';
import { resolveAddresses } from './resolve-addresses.ts';
import { resolveNames } from './resolve-names.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * Knows numeric addresses, `localhost`, the hosts of the network and the best known services; every other name is unknown. It answers in a later turn,
 * for which the clock waits.
 */
export function simulatedResolver(clock: VirtualClock, hosts: NetworkHosts): Resolver {
  return {
    getaddrinfo: async (query) => {
      await clock.hold(setImmediate());
      return resolveAddresses(query, (name) => hosts.find(name)?.addresses ?? []);
    },
    getnameinfo: async (address, flags) => {
      await clock.hold(setImmediate());
      return resolveNames(address, flags, (numeric) => hosts.at(numeric)?.name);
    },
  };
}
