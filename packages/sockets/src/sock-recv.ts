import type { Future, Socket, SocketAddress } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { fixedLength } from './fixed-length.ts';
import { whenReadable } from './when-ready.ts';

/** Implements `sockRecv`. */
export function sockRecv(state: LoopState, sock: Socket<SocketAddress>, nbytes: number): Future<Buffer> {
  return whenReadable(state, sock, 'recv', () => sock.recv(nbytes));
}

/** Implements `sockRecvInto`. */
export function sockRecvInto(state: LoopState, sock: Socket<SocketAddress>, buffer: Uint8Array): Future<number> {
  const same = fixedLength(buffer);
  return whenReadable(state, sock, 'recv', () => sock.recvInto(same()));
}
