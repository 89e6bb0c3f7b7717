import { isIP } from 'node:net';
import type { Address } from '../interfaces/address.ts';
import type { Socket } from '../interfaces/socket.ts';
import { kindOf } from '../kind-of.ts';

const ANY = { 4: '0.0.0.0', 6: '::' } as const;

/**
 * An address that fits a system call: a path, or a numeric host and a port. An empty host is every interface.
 *
 * @throws {TypeError} or {@link RangeError} naming what is wrong.
 */
export function checkAddress(sock: Pick<Socket, 'family'>, address: Address): Address {
  if (typeof address === 'string') return address;
  if (typeof address !== 'object' || address === null || typeof address.host !== 'string') {
    throw new TypeError(`an address must be { host, port } or a path, got ${kindOf(address)}`);
  }
  const { host, port } = address;
  checkPort(port);
  if (host === '') return { ...address, host: sock.family === 2 ? ANY[4] : ANY[6] };
  if (isIP(host) === 0) throw new TypeError(`a socket takes numeric addresses, got host '${host}': resolve it with loop.getaddrinfo first`);
  return address;
}

/** @throws {TypeError} or {@link RangeError} naming what is wrong with the port. */
export function checkPort(port: unknown): number {
  if (typeof port !== 'number') throw new TypeError(`port must be a number, got ${kindOf(port)}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`port must be an integer from 0 to 65535, got ${port}`);
  return port;
}
