import { NotImplementedError, type Socket } from '@tsyncio/core';
import { kindOf, type LoopState, refuseClosed, type SocketCalls } from '@tsyncio/core/area';

/** Own properties only: what an options object inherits was not meant. */
export function ownOptions<Options extends object>(options: Options, method: string): Options {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${method} needs an options object, got ${kindOf(options)}`);
  return { ...options };
}

/** @throws {LoopError} `ERR_LOOP_CLOSED`; {@link TypeError} unless `factory` can make a protocol. */
export function checkCall(state: LoopState, factory: unknown, method: string): void {
  refuseClosed(state);
  if (typeof factory !== 'function') throw new TypeError(`${method} needs a function that makes a protocol, got ${kindOf(factory)}`);
}

/** @throws {TypeError} unless it is a host that a resolver can be asked for. */
export function checkHost(host: unknown, what = 'host', wanted = 'a string'): string {
  if (typeof host !== 'string') throw new TypeError(`${what} must be ${wanted}, got ${kindOf(host)}`);
  if (host.includes('\0')) throw new TypeError(`${what} must not contain a zero byte, got ${JSON.stringify(host)}`);
  return host;
}

/** @throws {TypeError} unless it is something to call protocol methods on. */
export function checkProtocol<P>(protocol: P): P {
  if ((typeof protocol !== 'object' && typeof protocol !== 'function') || protocol === null) {
    throw new TypeError(`the factory must return a protocol, got ${kindOf(protocol)}`);
  }
  return protocol;
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
