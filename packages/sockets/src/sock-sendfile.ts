import type { FileLike, FileTransfer, SendfileOptions, Socket, SocketAddress } from '@tsyncio/core';
import { checkSendfile, type FilePart, isStream, kindOf, type LoopState } from '@tsyncio/core/area';
import { SockFileTransfer } from './sock-file-transfer.ts';

/** Implements `sockSendfile`. */
export function sockSendfile(state: LoopState, sock: Socket<SocketAddress>, file: FileLike, options: SendfileOptions = {}): FileTransfer {
  return new SockFileTransfer(state).begin(() => ({ sock: checkStream(sock), ...checkSendfile(file, options) }));
}

export interface Sending extends FilePart {
  readonly sock: Socket<SocketAddress>;
}

function checkStream(sock: Socket<SocketAddress>): Socket<SocketAddress> {
  if (typeof sock?.type !== 'number') throw new TypeError(`a socket was expected, got ${kindOf(sock)}`);
  if (!isStream(sock)) throw new TypeError('only a stream socket can send a file: send the parts of it as datagrams');
  return sock;
}
