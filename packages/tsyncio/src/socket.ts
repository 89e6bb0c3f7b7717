import type { Socket } from '@tsyncio/core';
import { runningLoop } from '@tsyncio/core/area';
import { nativeSocketCalls } from '@tsyncio/native';
import { type SocketOptions, socket as socketOf, socketpair as socketpairOf } from '@tsyncio/sockets';

/**
 * A socket of the running loop's kernel; outside a loop, of this system.
 *
 * @see Python `socket.socket`
 */
export function socket(family?: number, type?: number, proto?: number, options: SocketOptions = {}): Socket {
  return socketOf(family, type, proto, { ...options, kernel: options.kernel ?? systemKernel() });
}

/** Two connected sockets, as {@link socket} makes them. @see Python `socket.socketpair` */
export function socketpair(
  family?: number,
  type?: number,
  proto?: number,
  options: Pick<SocketOptions, 'kernel'> = {},
): readonly [Socket, Socket] {
  return socketpairOf(family, type, proto, { kernel: options.kernel ?? systemKernel() });
}

function systemKernel(): SocketOptions['kernel'] {
  return runningLoop() === null ? { name: 'native', sockets: nativeSocketCalls() } : undefined;
}
