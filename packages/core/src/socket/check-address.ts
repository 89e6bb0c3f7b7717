import { isIP } from 'node:net';
import type { Address, CanAddress, InetAddress, NetlinkAddress, RawAddress, SocketAddress, VsockAddress } from '../interfaces/address.ts';
import { kindOf } from '../kind-of.ts';

const ANY = { 4: '0.0.0.0', 6: '::' } as const;
const MOST = 2 ** 32 - 1;
/** What a `sockaddr` has room for behind the family, in bytes. */
const MOST_DATA = 126;
const FORMS = '{ host, port }, a path, { pid, groups }, { cid, port }, { interface } or { family, data }';

/** Addresses that a kernel made and froze: they need no second look, and may be known to it by what they are. */
const made = new WeakSet<object>();

/** Say that an address is frozen and right. */
export function trustAddress(address: InetAddress): void {
  made.add(address);
}

/**
 * An address that fits a system call: a path, a numeric host and a port, or the form of another family. An empty host is every interface.
 * The answer is a copy, whose fields were read once: nothing that the caller does later changes it.
 *
 * @throws {TypeError} or {@link RangeError} naming what is wrong.
 */
export function checkAddress(sock: { readonly family: number }, address: Address): Address;
export function checkAddress<A extends SocketAddress>(sock: { readonly family: number }, address: A): A;
export function checkAddress(sock: { readonly family: number }, address: SocketAddress): SocketAddress {
  if (typeof address === 'string') return checkPath(address);
  if (typeof address !== 'object' || address === null) throw new TypeError(`an address must be ${FORMS}, got ${kindOf(address)}`);
  if (made.has(address)) return address;
  if (hasOwn<InetAddress>(address, 'host')) return checkInet(sock, address);
  if (hasOwn<RawAddress>(address, 'data')) return checkRaw(address);
  if (hasOwn<NetlinkAddress>(address, 'groups')) return { pid: checkNumber(address, 'pid'), groups: checkNumber(address, 'groups') };
  if (hasOwn<VsockAddress>(address, 'cid')) return { cid: checkNumber(address, 'cid'), port: checkNumber(address, 'port') };
  if (hasOwn<CanAddress>(address, 'interface')) return checkCan(address);
  throw new TypeError(`an address must be ${FORMS}, got an object with ${Object.keys(address).join(', ') || 'nothing in it'}`);
}

/** @throws {TypeError} or {@link RangeError} naming what is wrong with the port. */
export function checkPort(port: unknown): number {
  if (typeof port !== 'number') throw new TypeError(`port must be a number, got ${kindOf(port)}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`port must be an integer from 0 to 65535, got ${port}`);
  return port;
}

// The system would end a path at a zero, and what is no text has no bytes to go by.
function checkPath(path: string): string {
  if (path.indexOf('\0', 1) > 0 && path[0] !== '\0')
    throw new TypeError(`the path of a socket cannot have a zero in it: ${JSON.stringify(path)}`);
  if ((path as { isWellFormed?: () => boolean }).isWellFormed?.() === false)
    throw new TypeError(`the path of a socket must be well-formed text, got ${JSON.stringify(path)}`);
  return path;
}

function checkInet(sock: { readonly family: number }, address: InetAddress): InetAddress {
  const { host, port } = address;
  if (typeof host !== 'string') throw new TypeError(`the host of an address must be a string, got ${kindOf(host)}`);
  checkPort(port);
  if (host !== '' && isIP(host) === 0)
    throw new TypeError(`a socket takes numeric addresses, got host '${host}': resolve it with loop.getaddrinfo first`);
  const [flowInfo, scopeId] = [checkOptional(address, 'flowInfo'), checkOptional(address, 'scopeId')];
  return { host: host === '' ? (sock.family === 2 ? ANY[4] : ANY[6]) : host, port, ...flowInfo, ...scopeId };
}

function checkRaw({ family, data }: RawAddress): RawAddress {
  if (!(data instanceof Uint8Array)) throw new TypeError(`the data of an address must be a Uint8Array, got ${kindOf(data)}`);
  if (data.length > MOST_DATA) throw new RangeError(`the data of an address has room for ${MOST_DATA} bytes, got ${data.length}`);
  if (!Number.isInteger(family) || family < 0 || family > 65_535)
    throw new RangeError(`the family of an address must be an integer from 0 to 65535, got ${String(family)}`);
  return { family, data: Uint8Array.from(data) };
}

function checkCan(address: CanAddress): CanAddress {
  const { interface: name } = address;
  if (typeof name !== 'string') throw new TypeError(`the interface of an address must be a name, got ${kindOf(name)}`);
  return { interface: name, ...checkOptional(address, 'rxId'), ...checkOptional(address, 'txId') };
}

function checkOptional<A extends object, Name extends keyof A & string>(address: A, name: Name): { [Key in Name]?: number } {
  if (!Object.hasOwn(address, name)) return {};
  const value = address[name];
  return value === undefined ? {} : ({ [name]: checkValue(name, value) } as { [Key in Name]?: number });
}

function checkNumber<A extends object>(address: A, name: keyof A & string): number {
  return checkValue(name, address[name]);
}

function checkValue(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MOST)
    throw new RangeError(`the ${name} of an address must be an integer from 0 to ${MOST}, got ${String(value)}`);
  return value;
}

function hasOwn<A extends object>(address: object, name: keyof A): address is A {
  return Object.hasOwn(address, name);
}
