import type { BytesLike, Future, Socket, SocketAddress } from '@tsyncio/core';
import { type LoopState, toBytes } from '@tsyncio/core/area';
import { AGAIN, whenWritable } from './when-ready.ts';

/** Implements `sockSendall`. */
export function sockSendall(state: LoopState, sock: Socket<SocketAddress>, data: BytesLike): Future<void> {
  const bytes = toBytes(data);
  let sent = 0;
  return whenWritable<void>(state, sock, () => {
    if (sent < bytes.length) sent += sock.send(sent === 0 ? bytes : bytes.subarray(sent));
    return sent === bytes.length ? undefined : AGAIN;
  });
}
