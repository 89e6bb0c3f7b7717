import type { Address, Socket, SocketAddress } from '@tsyncio/core';
import { ownOptions, runningLoop } from '@tsyncio/core/area';
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
  const { kernel = systemKernel(), ...rest } = ownOptions(options, 'socket');
  return socketOf<A>(family, type, proto, { ...rest, kernel });
}

/** Two connected sockets, as {@link socket} makes them. @see Python `socket.socketpair` */
export function socketpair<A extends SocketAddress = Address>(
  family?: number,
  type?: number,
  proto?: number,
  options: Pick<SocketOptions, 'kernel'> = {},
): readonly [Socket<A>, Socket<A>] {
  const { kernel = systemKernel(), ...rest } = ownOptions(options, 'socketpair');
  return socketpairOf<A>(family, type, proto, { ...rest, kernel });
}

function systemKernel(): SocketOptions['kernel'] {
  return runningLoop() === null ? { name: 'native', sockets: nativeSocketCalls() } : undefined;
}
