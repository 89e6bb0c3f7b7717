import { NotImplementedError, type Socket } from '@tsyncio/core';
import type { SocketCalls } from '@tsyncio/core/area';

/** Own properties only: what an options object inherits was not meant. */
export function ownOptions<Options extends object>(options: Options, method: string): Options {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${method} needs an options object, got ${options === null ? 'null' : typeof options}`);
  return { ...options };
}

/** @throws {TypeError} unless `factory` can make a protocol. */
export function checkFactory(factory: unknown, method: string): void {
  if (typeof factory !== 'function')
    throw new TypeError(`${method} needs a function that makes a protocol, got ${factory === null ? 'null' : typeof factory}`);
}

/** @throws {TypeError} or {RangeError} naming what is wrong with the port. */
export function checkPort(port: unknown): number {
  if (typeof port !== 'number') throw new TypeError(`port must be a number, got ${port === null ? 'null' : typeof port}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`port must be an integer from 0 to 65535, got ${port}`);
  return port;
}

/** @throws {TypeError} unless it is an open stream socket. */
export function checkStreamSocket(sock: Socket, { SOCK_STREAM = 1 }: SocketCalls['constants']): void {
  if (sock.type !== SOCK_STREAM) throw new TypeError(`a stream socket was expected, got one of type ${sock.type}`);
  if (sock.fileno() < 0) throw new TypeError('an open socket was expected, got one that is closed or detached');
}

/** Options of the contract that this version does not have: better refused than ignored. */
export function refuseUnsupported(options: object, names: readonly string[], method: string): void {
  const used = names.find((name) => (options as Record<string, unknown>)[name] !== undefined);
  if (used !== undefined) throw new NotImplementedError(`${method} does not support '${used}' yet`);
}
