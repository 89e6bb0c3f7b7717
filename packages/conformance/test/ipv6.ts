import { networkInterfaces } from 'node:os';

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);

/** The ability 'ipv6', where this machine has it on its loopback. */
export const ipv6: Readonly<Record<string, unknown>> = addresses.some(({ address }) => address === '::1') ? { ipv6: true } : {};
