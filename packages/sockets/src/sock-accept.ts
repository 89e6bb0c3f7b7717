import type { Future, Socket, SocketAddress } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { whenReadable } from './when-ready.ts';

/** Implements `sockAccept`. */
export function sockAccept<A extends SocketAddress>(state: LoopState, sock: Socket<A>): Future<readonly [Socket<A>, A]> {
  return whenReadable(state, sock, 'accept', () => sock.accept());
}
