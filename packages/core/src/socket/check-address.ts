import { isIP } from 'node:net';
import type { Address, CanAddress, InetAddress, NetlinkAddress, RawAddress, SocketAddress, VsockAddress } from '../interfaces/address.ts';
import { kindOf } from '../kind-of.ts';

const ANY = { 4: '0.0.0.0', 6: '::' } as const;
const MOST = 2 ** 32 - 1;
/** What a `sockaddr` has room for behind the family, in bytes. */
const MOST_DATA = 126;
const FORMS = '{ host, port }, a path, { pid, groups }, { cid, port }, { interface } or { family, data }';

/**
 * An address that fits a system call: a path, a numeric host and a port, or the form of another family. An empty host is every interface.
 *
 * @throws {TypeError} or {@link RangeError} naming what is wrong.
 */
export function checkAddress(sock: { readonly family: number }, address: Address): Address;
export function checkAddress(sock: { readonly family: number }, address: SocketAddress): SocketAddress;
export function checkAddress(sock: { readonly family: number }, address: SocketAddress): SocketAddress {
  if (typeof address === 'string') return address;
  if (typeof address !== 'object' || address === null) throw new TypeError(`an address must be ${FORMS}, got ${kindOf(address)}`);
  if (hasOwn<RawAddress>(address, 'data')) return checkRaw(address);
  if (hasOwn<InetAddress>(address, 'host')) return checkInet(sock, address);
  if (hasOwn<NetlinkAddress>(address, 'groups')) return checkNumbers(address, 'pid', 'groups');
  if (hasOwn<VsockAddress>(address, 'cid')) return checkNumbers(address, 'cid', 'port');
  if (hasOwn<CanAddress>(address, 'interface')) return checkCan(address);
  throw new TypeError(`an address must be ${FORMS}, got an object with ${Object.keys(address).join(', ') || 'nothing in it'}`);
}

/** @throws {TypeError} or {@link RangeError} naming what is wrong with the port. */
export function checkPort(port: unknown): number {
  if (typeof port !== 'number') throw new TypeError(`port must be a number, got ${kindOf(port)}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`port must be an integer from 0 to 65535, got ${port}`);
  return port;
}

function checkInet(sock: { readonly family: number }, address: InetAddress): InetAddress {
  const { host, port } = address;
  if (typeof host !== 'string') throw new TypeError(`the host of an address must be a string, got ${kindOf(host)}`);
  checkPort(port);
  if (host === '') return { ...address, host: sock.family === 2 ? ANY[4] : ANY[6] };
  if (isIP(host) === 0) throw new TypeError(`a socket takes numeric addresses, got host '${host}': resolve it with loop.getaddrinfo first`);
  return address;
}

function checkRaw(address: RawAddress): RawAddress {
  const { family, data } = address;
  if (!(data instanceof Uint8Array)) throw new TypeError(`the data of an address must be a Uint8Array, got ${kindOf(data)}`);
  if (data.length > MOST_DATA) throw new RangeError(`the data of an address has room for ${MOST_DATA} bytes, got ${data.length}`);
  if (!Number.isInteger(family) || family < 0 || family > 65_535)
    throw new RangeError(`the family of an address must be an integer from 0 to 65535, got ${String(family)}`);
  return address;
}

function checkCan(address: CanAddress): CanAddress {
  if (typeof address.interface !== 'string')
    throw new TypeError(`the interface of an address must be a name, got ${kindOf(address.interface)}`);
  for (const id of ['rxId', 'txId'] as const) if (address[id] !== undefined) checkNumbers(address, id);
  return address;
}

function checkNumbers<A extends object>(address: A, ...names: (keyof A & string)[]): A {
  for (const name of names) {
    const value: unknown = address[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MOST)
      throw new RangeError(`the ${name} of an address must be an integer from 0 to ${MOST}, got ${String(value)}`);
  }
  return address;
}

function hasOwn<A extends object>(address: object, name: keyof A): address is A {
  return Object.hasOwn(address, name);
}
