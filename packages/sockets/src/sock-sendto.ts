import type { BytesLike, Future, Socket, SocketAddress } from '@tsyncio/core';
import { type LoopState, toBytes } from '@tsyncio/core/area';
import { whenWritable } from './when-ready.ts';

/** Implements `sockSendto`. */
export function sockSendto<A extends SocketAddress>(state: LoopState, sock: Socket<A>, data: BytesLike, address: A): Future<number> {
  const bytes = toBytes(data);
  return whenWritable(state, sock, () => sock.sendto(bytes, address));
}
