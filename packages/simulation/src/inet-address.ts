import { isIP, SocketAddress } from 'node:net';
import { constants } from 'node:os';
import type { Address, InetAddress } from '@tsyncio/core';
import { linuxConstants } from './linux-constants.ts';

const { AF_INET6 } = linuxConstants;
const { EAFNOSUPPORT, EINVAL } = constants.errno;

/** An IPv4 or IPv6 address as the sockets of `family` take it, with the host in its shortest form; or a negated error number. */
export function readInet(family: number, address: Address): InetAddress | number {
  if (typeof address === 'string') return -EINVAL;
  const version = isIP(address.host);
  if (version === 0) return -EINVAL;
  if (version === 4) return family === AF_INET6 ? -EINVAL : { host: address.host, port: address.port };
  if (family !== AF_INET6) return -EAFNOSUPPORT;
  return { host: shortestForm(address.host), port: address.port };
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

/** Whether this host has the address itself: the loopback is its only interface. */
export function isLocal(host: string): boolean {
  return host === '::1' || host.startsWith('127.');
}

export function isAny(host: string): boolean {
  return host === '::' || host === '0.0.0.0';
}

export function describeInet({ host, port }: InetAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
