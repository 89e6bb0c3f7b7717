import { LoopError, type Socket } from '@tsyncio/core';
import { isStream, kindOf, type LoopState } from '@tsyncio/core/area';

/** @throws {TypeError} unless it is a host that a resolver can be asked for. */
export function checkHost(host: unknown, what = 'host', wanted = 'a string'): string {
  if (typeof host !== 'string') throw new TypeError(`${what} must be ${wanted}, got ${kindOf(host)}`);
  if (host.includes('\0')) throw new TypeError(`${what} must not contain a zero byte, got ${JSON.stringify(host)}`);
  return host;
}

/** An option that is on or off; `null` and `undefined` are what is usual. @throws {TypeError} for anything else. */
export function checkSwitch(value: unknown, name: string, usual: boolean): boolean {
  if (value != null && typeof value !== 'boolean') throw new TypeError(`${name} must be true or false, got ${kindOf(value)}`);
  return value ?? usual;
}

/** @throws {TypeError} unless it is an open stream socket; {@link LoopError} `ERR_FD_IN_USE` when a transport or server has it already. */
export function checkStreamSocket({ readiness }: LoopState, sock: Socket, wanted = 'a stream socket'): void {
  if (typeof sock?.fileno !== 'function') throw new TypeError(`sock must be ${wanted}, got ${kindOf(sock)}`);
  if (!isStream(sock)) throw new TypeError(`${wanted} was expected, got one of type ${sock.type}`);
  const fd = sock.fileno();
  if (fd < 0) throw new TypeError('an open socket was expected, got one that is closed or detached');
  if (readiness.isOwned(fd))
    throw new LoopError('ERR_FD_IN_USE', `descriptor ${fd} is used by a transport or a server: give another socket`);
}

/** @throws {TypeError} unless it is an open Unix stream socket that nobody has. */
export function checkUnixStreamSocket(state: LoopState, sock: Socket): void {
  const wanted = 'a Unix stream socket';
  checkStreamSocket(state, sock, wanted);
  const { AF_UNIX = 1 } = state.kernel.sockets?.constants ?? {};
  if (sock.family !== AF_UNIX) throw new TypeError(`${wanted} was expected, got one of family ${sock.family}`);
}
