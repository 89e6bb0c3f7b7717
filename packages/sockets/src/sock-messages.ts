import type { BytesLike, Future, ReceivedMessage, ReceiveMessageOptions, SendMessageOptions, Socket, SocketAddress } from '@tsyncio/core';
import { checkAddress, type LoopState, sendMessageArguments } from '@tsyncio/core/area';
import { whenReadable, whenWritable } from './when-ready.ts';

/** Implements `sockSendmsg`. What it is given is read once, at the first attempt. */
export function sockSendmsg<A extends SocketAddress>(
  state: LoopState,
  sock: Socket<A>,
  buffers: Iterable<BytesLike>,
  options?: SendMessageOptions<A>,
): Future<number> {
  let message: { readonly list: readonly Uint8Array[]; readonly options: SendMessageOptions<A> } | null = null;
  return whenWritable(state, sock, 'sendmsg', () => {
    message ??= readMessage(sock, buffers, options);
    return sock.sendmsg(message.list, message.options);
  });
}

/** Implements `sockRecvmsg`. */
export function sockRecvmsg<A extends SocketAddress>(
  state: LoopState,
  sock: Socket<A>,
  nbytes: number,
  options?: ReceiveMessageOptions,
): Future<ReceivedMessage<A>> {
  return whenReadable(state, sock, 'recvmsg', () => sock.recvmsg(nbytes, options));
}

function readMessage<A extends SocketAddress>(
  sock: Socket<A>,
  buffers: Iterable<BytesLike>,
  options: SendMessageOptions<A> | undefined,
): { readonly list: readonly Uint8Array[]; readonly options: SendMessageOptions<A> } {
  const { list, fds, address, flags } = sendMessageArguments(sock, buffers, options);
  return { list, options: { fds, flags, ...(address === undefined ? {} : { address: checkAddress(sock, address) }) } };
}
