import type { Future, Socket, SocketAddress } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { whenReadable } from './when-ready.ts';

/** Implements `sockRecv`. */
export function sockRecv(state: LoopState, sock: Socket<SocketAddress>, nbytes: number): Future<Buffer> {
  return whenReadable(state, sock, () => sock.recv(nbytes));
}

/** Implements `sockRecvInto`. */
export function sockRecvInto(state: LoopState, sock: Socket<SocketAddress>, buffer: Uint8Array): Future<number> {
  return whenReadable(state, sock, () => sock.recvInto(buffer));
}
