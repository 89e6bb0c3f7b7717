import type { Address, Future, Socket } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { whenReadable } from './when-ready.ts';

/** Implements `sockAccept`. */
export function sockAccept(state: LoopState, sock: Socket): Future<readonly [Socket, Address]> {
  return whenReadable(state, sock, () => sock.accept());
}
