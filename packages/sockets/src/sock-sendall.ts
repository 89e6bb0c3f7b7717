import type { BytesLike, Future, Socket, SocketAddress } from '@tsyncio/core';
import { type LoopState, toBytes } from '@tsyncio/core/area';
import { fixedLength } from './fixed-length.ts';
import { AGAIN, whenWritable } from './when-ready.ts';

/** Implements `sockSendall`. */
export function sockSendall(state: LoopState, sock: Socket<SocketAddress>, data: BytesLike): Future<void> {
  let same: (() => Uint8Array) | null = null;
  let sent = 0;
  return whenWritable<void>(state, sock, 'send', () => {
    same ??= fixedLength(toBytes(data));
    const bytes = same();
    if (sent < bytes.length) sent += sock.send(sent === 0 ? bytes : bytes.subarray(sent));
    return sent === bytes.length ? undefined : AGAIN;
  });
}
