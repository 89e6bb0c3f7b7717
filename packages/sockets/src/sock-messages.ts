import type { BytesLike, Future, ReceivedMessage, ReceiveMessageOptions, SendMessageOptions, Socket, SocketAddress } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { whenReadable, whenWritable } from './when-ready.ts';

/** Implements `sockSendmsg`. */
export function sockSendmsg<A extends SocketAddress>(
  state: LoopState,
  sock: Socket<A>,
  buffers: Iterable<BytesLike>,
  options?: SendMessageOptions<A>,
): Future<number> {
  // Once: an iterator would be at its end when the socket has to be waited for.
  const list = typeof buffers === 'string' || ArrayBuffer.isView(buffers) ? buffers : [...buffers];
  return whenWritable(state, sock, () => sock.sendmsg(list as Iterable<BytesLike>, options));
}

/** Implements `sockRecvmsg`. */
export function sockRecvmsg<A extends SocketAddress>(
  state: LoopState,
  sock: Socket<A>,
  nbytes: number,
  options?: ReceiveMessageOptions,
): Future<ReceivedMessage<A>> {
  return whenReadable(state, sock, () => sock.recvmsg(nbytes, options));
}
