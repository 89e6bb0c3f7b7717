import { isIP } from 'node:net';
import type { InetAddress } from '@tsyncio/core';
import { shortestForm } from './inet-address.ts';
import { serviceOfPort } from './known-services.ts';
import { linuxConstants } from './linux-constants.ts';
import { resolverFailure } from './resolver-failure.ts';
import { scopeNumber, withScope } from './scope.ts';

const { NI_NUMERICHOST, NI_NUMERICSERV, NI_NAMEREQD, NI_DGRAM, SOCK_STREAM, SOCK_DGRAM } = linuxConstants;
/** Every flag that netdb.h has. */
const KNOWN_FLAGS = 0xff;

/** The name of the host that has an address. */
export type NameOf = (address: string) => string | undefined;

/** What the simulated resolver answers to `getnameinfo`. */
export function resolveNames(address: InetAddress, flags: number, nameOf: NameOf): { host: string; service: string } {
  if ((flags & ~KNOWN_FLAGS) !== 0) throw resolverFailure('EAI_BADFLAGS', 'getnameinfo', address.host);
  return { host: hostOf(address, flags, nameOf), service: serviceOf(address, flags) };
}

function hostOf(address: InetAddress, flags: number, nameOf: NameOf): string {
  const [host = '', scope] = address.host.split('%');
  const numeric = isIP(host) === 4 ? host : shortestForm(host);
  const isLocalhost = numeric === '127.0.0.1' || numeric === '::1';
  const name = isLocalhost ? 'localhost' : nameOf(numeric);
  if (name !== undefined && (flags & NI_NUMERICHOST) === 0) return name;
  if ((flags & NI_NAMEREQD) !== 0) throw resolverFailure('ENOTFOUND', 'getnameinfo', address.host);
  if (isIP(numeric) === 4) return numeric;
  return withScope(numeric, scope === undefined ? (address.scopeId ?? 0) : (scopeNumber(numeric, scope) ?? 0));
}

function serviceOf({ port }: InetAddress, flags: number): string {
  if ((flags & NI_NUMERICSERV) !== 0) return String(port);
  return serviceOfPort(port, (flags & NI_DGRAM) === 0 ? SOCK_STREAM : SOCK_DGRAM) ?? String(port);
}
