import type { Address } from './address.ts';
import type { BytesLike } from './bytes-like.ts';
import type { FileLike } from './file-like.ts';
import type { FileTransfer } from './file-transfer.ts';
import type { Future } from './future.ts';
import type { Callback, Handle } from './handle.ts';
import type { Socket } from './socket.ts';

export interface SendfileOptions {
  /** In bytes; 0 unless given. */
  offset?: number;
  /** In bytes; up to the end of the file unless given. */
  count?: number | null;
  /** Whether to send through memory what the system cannot send by itself; true unless given. */
  fallback?: boolean;
}

/**
 * Loop methods of the sockets area.
 *
 * The `sock…` methods try at once and then wait for the socket; cancelling the future stops the wait and leaves the data unread.
 * A descriptor has one reader and one writer: a second wait of the same kind replaces the first. `ERR_FD_IN_USE` for the descriptor of
 * an open transport and `ERR_LOOP_CLOSED` fail the future of a `sock…` method; the others throw them.
 */
export interface SocketApi {
  /** At most `nbytes`; an empty buffer means that the peer closed. @see asyncio `loop.sock_recv` */
  sockRecv(sock: Socket, nbytes: number): Future<Buffer>;
  /** Into the user's own buffer; the result is how many bytes. @see asyncio `loop.sock_recv_into` */
  sockRecvInto(sock: Socket, buffer: Uint8Array): Future<number>;
  /**
   * One datagram and where it came from; what does not fit into `bufsize` bytes is lost. Of a stream, what `sockRecv` gives.
   *
   * @see asyncio `loop.sock_recvfrom`
   */
  sockRecvfrom(sock: Socket, bufsize: number): Future<readonly [data: Buffer, address: Address]>;
  /** As `sockRecvfrom`, into the first `nbytes` bytes of the user's own buffer; all of it for 0. @see asyncio `loop.sock_recvfrom_into` */
  sockRecvfromInto(sock: Socket, buffer: Uint8Array, nbytes?: number): Future<readonly [nbytes: number, address: Address]>;
  /** Send all of it. After an error or a cancellation it is not known how much was sent. @see asyncio `loop.sock_sendall` */
  sockSendall(sock: Socket, data: BytesLike): Future<void>;
  /** Send one datagram, whole; the host must be numeric. The result is how many bytes were taken. @see asyncio `loop.sock_sendto` */
  sockSendto(sock: Socket, data: BytesLike, address: Address): Future<number>;
  /** Connect; a host that is a name is resolved first. @see asyncio `loop.sock_connect` */
  sockConnect(sock: Socket, address: Address): PromiseLike<void>;
  /** The next connection, non-blocking, and its address. @see asyncio `loop.sock_accept` */
  sockAccept(sock: Socket): Future<readonly [Socket, Address]>;
  /**
   * Send a file over a connected stream socket, by the system itself where it can, else (`fallback`) through memory. Starts at `offset`,
   * whatever the file's own position is, and ends with the file or after `count` bytes. The result is how many bytes were sent.
   *
   * However it ends, by an error or a cancellation too, the file's position is then behind what was sent (when that was anything), and
   * the returned future says how much it was: see {@link FileTransfer}. The file stays open.
   *
   * @throws {@link SendfileNotAvailableError} without `fallback`, when the system cannot send this file (a pipe, say).
   * @see asyncio `loop.sock_sendfile`
   */
  sockSendfile(sock: Socket, file: FileLike, options?: SendfileOptions): PromiseLike<number>;
  /**
   * Call `callback(...args)` in every turn in which the descriptor can be read, has ended or failed. Replaces an earlier reader.
   *
   * @throws {@link SystemError} `EPERM` when it cannot be polled (a regular file can always be read), `EBADF` when it is not open.
   * @see asyncio `loop.add_reader`
   */
  addReader<Args extends unknown[]>(fd: number | Socket, callback: Callback<Args>, ...args: Args): Handle;
  /** Whether there was one. @see asyncio `loop.remove_reader` */
  removeReader(fd: number | Socket): boolean;
  /** As `addReader`, for writing. @see asyncio `loop.add_writer` */
  addWriter<Args extends unknown[]>(fd: number | Socket, callback: Callback<Args>, ...args: Args): Handle;
  /** Whether there was one. @see asyncio `loop.remove_writer` */
  removeWriter(fd: number | Socket): boolean;
}
