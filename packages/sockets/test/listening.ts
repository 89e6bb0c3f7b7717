import type { InetAddress, Socket } from '@tsyncio/core';
import { nativeSocketCalls } from '@tsyncio/native';
import { constants, socket } from '../src/index.ts';

/** Socket calls for sockets made outside a loop. */
export const kernel: { name: string; sockets: ReturnType<typeof nativeSocketCalls> } = { name: 'native', sockets: nativeSocketCalls() };

/** A socket that listens on a free port of 127.0.0.1, and its address. */
export function listening(backlog?: number): [Socket, InetAddress] {
  const sock = socket(constants.AF_INET, constants.SOCK_STREAM, 0, { kernel });
  sock.bind({ host: '127.0.0.1', port: 0 });
  sock.listen(backlog);
  return [sock, sock.getsockname() as InetAddress];
}

/** A port of 127.0.0.1 where nobody listens, kept from others by the socket that is bound to it. */
export function refusing(): [Socket, InetAddress] {
  const sock = socket(constants.AF_INET, constants.SOCK_STREAM, 0, { kernel });
  sock.bind({ host: '127.0.0.1', port: 0 });
  return [sock, sock.getsockname() as InetAddress];
}

/** Whether this machine has IPv6 on its loopback. */
export function hasIPv6(): boolean {
  try {
    using sock = socket(constants.AF_INET6, constants.SOCK_STREAM, 0, { kernel });
    sock.bind({ host: '::1', port: 0 });
    return true;
  } catch {
    return false;
  }
}

/** Fill what the system buffers between two sockets; returns how much that was. */
export function fill(sock: Socket): number {
  const data = Buffer.alloc(64 * 1024);
  for (let total = 0; ; ) {
    try {
      total += sock.send(data);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error;
      return total;
    }
  }
}
