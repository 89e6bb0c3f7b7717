import type { Address, BytesLike, Future, Socket } from '@tsyncio/core';
import { type LoopState, toBytes } from '@tsyncio/core/area';
import { whenWritable } from './when-ready.ts';

/** Implements `sockSendto`. */
export function sockSendto(state: LoopState, sock: Socket, data: BytesLike, address: Address): Future<number> {
  const bytes = toBytes(data);
  return whenWritable(state, sock, () => sock.sendto(bytes, address));
}
