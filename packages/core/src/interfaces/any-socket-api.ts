import type { Address, SocketAddress } from './address.ts';
import type { BytesLike } from './bytes-like.ts';
import type { FileLike } from './file-like.ts';
import type { FileTransfer } from './file-transfer.ts';
import type { Future } from './future.ts';
import type { Callback, Handle } from './handle.ts';
import type { ReceivedMessage, ReceiveMessageOptions, SendMessageOptions, Socket } from './socket.ts';
import type { SendfileOptions } from './socket-api.ts';

/**
 * The methods of {@link SocketApi} for sockets of any family, whose addresses have the form `A`; and messages with descriptors, for which
 * asyncio has no methods.
 */
export interface AnySocketApi {
  sockRecv(sock: Socket<SocketAddress>, nbytes: number): Future<Buffer>;
  sockRecvInto(sock: Socket<SocketAddress>, buffer: Uint8Array): Future<number>;
  sockRecvfrom<A extends SocketAddress = Address>(sock: Socket<A>, bufsize: number): Future<readonly [data: Buffer, address: A]>;
  sockRecvfromInto<A extends SocketAddress = Address>(
    sock: Socket<A>,
    buffer: Uint8Array,
    nbytes?: number,
  ): Future<readonly [nbytes: number, address: A]>;
  sockSendall(sock: Socket<SocketAddress>, data: BytesLike): Future<void>;
  sockSendto<A extends SocketAddress = Address>(sock: Socket<A>, data: BytesLike, address: NoInfer<A>): Future<number>;
  sockConnect<A extends SocketAddress = Address>(sock: Socket<A>, address: NoInfer<A>): PromiseLike<void>;
  sockAccept<A extends SocketAddress = Address>(sock: Socket<A>): Future<readonly [Socket<A>, A]>;
  /** One message of several buffers, and descriptors beside it. The result is how many bytes were taken. @see Python `socket.sendmsg` */
  sockSendmsg<A extends SocketAddress = Address>(
    sock: Socket<A>,
    buffers: Iterable<BytesLike>,
    options?: SendMessageOptions<NoInfer<A>>,
  ): Future<number>;
  /** One message, and the descriptors that came with it. @see Python `socket.recvmsg` */
  sockRecvmsg<A extends SocketAddress = Address>(
    sock: Socket<A>,
    nbytes: number,
    options?: ReceiveMessageOptions,
  ): Future<ReceivedMessage<A>>;
  sockSendfile(sock: Socket<SocketAddress>, file: FileLike, options?: SendfileOptions): FileTransfer;
  addReader<Args extends unknown[]>(fd: number | Socket<SocketAddress>, callback: Callback<Args>, ...args: Args): Handle;
  removeReader(fd: number | Socket<SocketAddress>): boolean;
  addWriter<Args extends unknown[]>(fd: number | Socket<SocketAddress>, callback: Callback<Args>, ...args: Args): Handle;
  removeWriter(fd: number | Socket<SocketAddress>): boolean;
}
