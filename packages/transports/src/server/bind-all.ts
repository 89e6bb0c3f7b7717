import { constants as os } from 'node:os';
import type { AddressInfo, ServerOptions, Socket } from '@tsyncio/core';
import { SystemError } from '@tsyncio/core';
import { type LoopState, type SocketCalls, socketCallsOf, systemError } from '@tsyncio/core/area';
import { closeQuietly, openSocket } from '../connection/open-socket.ts';

const { EADDRNOTAVAIL, EAFNOSUPPORT, EPROTONOSUPPORT } = os.errno;
const UNKNOWN = new Set([EAFNOSUPPORT, EPROTONOSUPPORT]);

type Options = Required<Pick<ServerOptions, 'reuseAddress' | 'reusePort' | 'keepAlive'>>;

/** A bound socket for each address. Addresses and families this machine does not have are left out; any other failure closes all. */
export function bindAll(state: LoopState, infos: readonly AddressInfo[], options: Options): Socket[] {
  const bound: Socket[] = [];
  try {
    for (const info of distinct(infos)) {
      const sock = bindOne(state, info, options);
      if (sock !== null) bound.push(sock);
    }
  } catch (error) {
    for (const sock of bound) closeQuietly(sock);
    throw error;
  }
  if (bound.length === 0) {
    const tried = infos.map(({ address }) => `${address.host}:${address.port}`).join(', ');
    throw systemError(-EADDRNOTAVAIL, 'bind', { reason: `could not bind on any address out of ${tried}` });
  }
  return bound;
}

function bindOne(state: LoopState, info: AddressInfo, options: Options): Socket | null {
  const sock = openUnlessUnknown(state, info);
  if (sock === null) return null;
  try {
    setOptions(sock, socketCallsOf(state.kernel).constants, options);
    sock.bind(info.address);
    return sock;
  } catch (error) {
    closeQuietly(sock);
    if (errnoOf(error) === EADDRNOTAVAIL) return null;
    throw error;
  }
}

function openUnlessUnknown(state: LoopState, { family, type, proto }: AddressInfo): Socket | null {
  try {
    return openSocket(state, family, type, proto);
  } catch (error) {
    if (UNKNOWN.has(errnoOf(error))) return null;
    throw error;
  }
}

function setOptions(sock: Socket, constants: SocketCalls['constants'], { reuseAddress, reusePort, keepAlive }: Options): void {
  const { SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_KEEPALIVE = 9, AF_INET6 = 10, IPPROTO_IPV6 = 41, IPV6_V6ONLY = 26 } = constants;
  if (reuseAddress) sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  if (reusePort) sharePort(sock, constants);
  if (keepAlive) sock.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1);
  // Otherwise the IPv6 socket would take the IPv4 port as well.
  if (sock.family === AF_INET6) sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1);
}

// Some systems have the name of the option and not the option.
function sharePort(sock: Socket, { SOL_SOCKET = 1, SO_REUSEPORT }: SocketCalls['constants']): void {
  const refusal = 'reusePort is not supported on this platform';
  if (SO_REUSEPORT === undefined) throw new RangeError(refusal);
  try {
    sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
  } catch (cause) {
    throw new RangeError(refusal, { cause });
  }
}

function errnoOf(error: unknown): number {
  return error instanceof SystemError ? -error.errno : 0;
}

function distinct(infos: readonly AddressInfo[]): AddressInfo[] {
  const byKey = new Map(infos.map((info) => [JSON.stringify([info.family, info.address]), info]));
  return [...byKey.values()];
}
