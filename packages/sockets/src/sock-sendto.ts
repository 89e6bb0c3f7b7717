import type { BytesLike, Future, Socket, SocketAddress } from '@tsyncio/core';
import { checkAddress, type LoopState, toBytes } from '@tsyncio/core/area';
import { fixedLength } from './fixed-length.ts';
import { whenWritable } from './when-ready.ts';

/** Implements `sockSendto`. */
export function sockSendto<A extends SocketAddress>(state: LoopState, sock: Socket<A>, data: BytesLike, address: A): Future<number> {
  let same: (() => Uint8Array) | null = null;
  let to: A | null = null;
  return whenWritable(state, sock, 'sendto', () => {
    same ??= fixedLength(toBytes(data));
    to ??= checkAddress(sock, address);
    return sock.sendto(same(), to);
  });
}
