import { isIP, SocketAddress } from 'node:net';
import { constants } from 'node:os';
import type { InetAddress, RawAddress } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import { linuxConstants } from './linux-constants.ts';
import { inetOf, isRaw } from './raw-address.ts';

const { AF_INET, AF_INET6, AF_UNSPEC } = linuxConstants;
const { EAFNOSUPPORT, EINVAL } = constants.errno;
/** What must be there of an address behind its family, in bytes: of `sockaddr_in`, and of `sockaddr_in6` without its scope. */
const LEAST = { v4: 14, v6: 22 } as const;

/** An IPv4 or IPv6 address as the sockets of `family` take it, with the host in its shortest form; or a negated error number. */
export function readInet(family: number, address: KernelAddress): InetAddress | number {
  // A path may be long enough for an address, but is of another family.
  if (typeof address === 'string') return refusalOf(family, Buffer.byteLength(address) + 1);
  if (isRaw(address)) return readRaw(family, address);
  const version = isIP(address.host);
  if (version === 0) return -EINVAL;
  if (version === 4) return family === AF_INET6 ? -EINVAL : { host: address.host, port: address.port };
  if (family !== AF_INET6) return -EAFNOSUPPORT;
  return { host: shortestForm(address.host), port: address.port };
}

function readRaw(family: number, raw: RawAddress): InetAddress | number {
  const refusal = refusalOf(family, raw.data.length);
  // IPv4 takes an address of no family for one of its own.
  const fits = raw.family === family || (family === AF_INET && raw.family === AF_UNSPEC);
  if (!fits || refusal === -EINVAL) return refusal;
  const { host, port } = inetOf(family, raw.data);
  return { host: family === AF_INET6 ? shortestForm(host) : host, port };
}

/** The answer to an address of another family with so many bytes. */
function refusalOf(family: number, length: number): number {
  return length < (family === AF_INET6 ? LEAST.v6 : LEAST.v4) ? -EINVAL : -EAFNOSUPPORT;
}

/** An IPv6 address as the system writes it. A scope is left out: there is no interface but the loopback. */
export function shortestForm(host: string): string {
  return new SocketAddress({ address: host.split('%')[0] as string, family: 'ipv6' }).address;
}

/** Every interface. */
export function anyHost(family: number): string {
  return family === AF_INET6 ? '::' : '0.0.0.0';
}

export function loopbackHost(family: number): string {
  return family === AF_INET6 ? '::1' : '127.0.0.1';
}

/** Whether every host has the address itself. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.');
}

export function isAny(host: string): boolean {
  return host === '::' || host === '0.0.0.0';
}

export function describeInet({ host, port }: InetAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
