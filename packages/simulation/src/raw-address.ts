import type { InetAddress, RawAddress } from '@tsyncio/core';
import type { KernelAddress } from '@tsyncio/core/area';
import { linuxConstants } from './linux-constants.ts';

const { AF_INET6, AF_UNSPEC } = linuxConstants;

/** The bytes of an address behind its family. */
export function isRaw(address: KernelAddress | null): address is RawAddress {
  return typeof address === 'object' && address !== null && 'data' in address;
}

/** The address that ends an association. */
export function isUnspecified(address: KernelAddress | null): boolean {
  return isRaw(address) && address.family === AF_UNSPEC;
}

/** What `sockaddr_in` or `sockaddr_in6` says; the bytes must be enough for it. */
export function inetOf(family: number, data: Uint8Array): InetAddress {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const port = view.getUint16(0);
  if (family !== AF_INET6) return { host: data.subarray(2, 6).join('.'), port };
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(6 + 2 * i).toString(16));
  return { host: groups.join(':'), port };
}

/** What `sockaddr_un` says: a path up to its zero, or all of an abstract name. */
export function pathOf(data: Uint8Array): string {
  const text = Buffer.from(data).toString();
  return text.startsWith('\0') ? text : (text.split('\0')[0] as string);
}
