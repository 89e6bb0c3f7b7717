import type { Address, Socket, SocketAddress } from '@tsyncio/core';
import { runningLoop } from '@tsyncio/core/area';
import { nativeSocketCalls } from '@tsyncio/native';
import { type SocketOptions, socket as socketOf, socketpair as socketpairOf } from '@tsyncio/sockets';

/**
 * A socket of the running loop's kernel; outside a loop, of this system.
 *
 * @see Python `socket.socket`
 */
export function socket<A extends SocketAddress = Address>(
  family?: number,
  type?: number,
  proto?: number,
  options: SocketOptions = {},
): Socket<A> {
  return socketOf<A>(family, type, proto, { ...options, kernel: options.kernel ?? systemKernel() });
}

/** Two connected sockets, as {@link socket} makes them. @see Python `socket.socketpair` */
export function socketpair<A extends SocketAddress = Address>(
  family?: number,
  type?: number,
  proto?: number,
  options: Pick<SocketOptions, 'kernel'> = {},
): readonly [Socket<A>, Socket<A>] {
  return socketpairOf<A>(family, type, proto, { kernel: options.kernel ?? systemKernel() });
}

function systemKernel(): SocketOptions['kernel'] {
  return runningLoop() === null ? { name: 'native', sockets: nativeSocketCalls() } : undefined;
}
