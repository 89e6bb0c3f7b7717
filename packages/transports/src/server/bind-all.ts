import type { AddressInfo, ServerOptions, Socket } from '@tsyncio/core';
import { SystemError } from '@tsyncio/core';
import { KernelSocket, type LoopState, type SocketCalls, socketCallsOf, systemError } from '@tsyncio/core/area';

type Options = Pick<ServerOptions, 'reuseAddress' | 'reusePort' | 'keepAlive'>;

/** A bound socket for each address. Addresses and families this machine does not have are left out; any other failure closes all. */
export function bindAll(state: LoopState, infos: readonly AddressInfo[], options: Options): Socket[] {
  const calls = socketCallsOf(state.kernel);
  const bound: Socket[] = [];
  try {
    for (const info of distinct(infos)) {
      const sock = bindOne(calls, info, options);
      if (sock !== null) bound.push(sock);
    }
  } catch (error) {
    for (const sock of bound) sock.close();
    throw error;
  }
  if (bound.length === 0) {
    const tried = infos.map(({ address }) => `${address.host}:${address.port}`).join(', ');
    throw new SystemError('EADDRNOTAVAIL', -99, 'bind', { reason: `could not bind on any address out of ${tried}` });
  }
  return bound;
}

function bindOne(calls: SocketCalls, { family, type, proto, address }: AddressInfo, options: Options): Socket | null {
  const fd = calls.open(family, type, proto);
  if (fd < 0) {
    const error = systemError(fd, 'socket');
    if (error.code === 'EAFNOSUPPORT' || error.code === 'EPROTONOSUPPORT') return null;
    throw error;
  }
  const sock = new KernelSocket(calls, fd, family, type, proto);
  try {
    setOptions(sock, calls.constants, options);
    sock.bind(address);
    return sock;
  } catch (error) {
    sock.close();
    if ((error as { code?: string }).code === 'EADDRNOTAVAIL') return null;
    throw error;
  }
}

function setOptions(sock: Socket, constants: SocketCalls['constants'], { reuseAddress = true, reusePort, keepAlive }: Options): void {
  const {
    SOL_SOCKET = 1,
    SO_REUSEADDR = 2,
    SO_KEEPALIVE = 9,
    AF_INET6 = 10,
    IPPROTO_IPV6 = 41,
    IPV6_V6ONLY = 26,
    SO_REUSEPORT,
  } = constants;
  if (reuseAddress) sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  if (reusePort) {
    if (SO_REUSEPORT === undefined) throw new RangeError('reusePort is not supported on this platform');
    sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
  }
  if (keepAlive) sock.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1);
  // Otherwise the IPv6 socket would take the IPv4 port as well.
  if (sock.family === AF_INET6) sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1);
}

function distinct(infos: readonly AddressInfo[]): AddressInfo[] {
  const byKey = new Map(infos.map((info) => [JSON.stringify([info.family, info.address]), info]));
  return [...byKey.values()];
}
