import type { Address, SocketAddress } from './address.ts';
import type { BytesLike } from './bytes-like.ts';

/**
 * One message, as `recvmsg` gives it. Its descriptors are close-on-exec and become the caller's, to close, when `fds` is read for the first
 * time. Those of a message that was collected, or disposed of, unread are closed; a collected one is told to the loop's exception handler.
 *
 * @see Python `socket.recvmsg`
 */
export interface ReceivedMessage<A extends SocketAddress = Address> {
  readonly data: Buffer;
  /** Whatever reads it takes them: a copy of the message by `{ ...message }`, or `JSON.stringify`, too. */
  readonly fds: number[];
  readonly address: A;
  /** MSG_TRUNC: the message was longer. MSG_CTRUNC: more descriptors came with it, which are closed. MSG_EOR: a record ends here. */
  readonly flags: number;
  [Symbol.dispose](): void;
}

/** Into how many bytes of the caller's buffers it went, instead of `data`. @see Python `socket.recvmsg_into` */
export interface ReceivedMessageInto<A extends SocketAddress = Address> extends Omit<ReceivedMessage<A>, 'data'> {
  readonly nbytes: number;
}

export interface SendMessageOptions<A extends SocketAddress = Address> {
  /** Descriptors that go with the message: the receiver gets its own numbers for them, and these stay open. Unix sockets only. */
  fds?: readonly number[];
  /** The peer unless given. */
  address?: A;
  flags?: number;
}

export interface ReceiveMessageOptions {
  /** How many descriptors may come with the message; as many as the system lets through unless given. Those beyond are closed. */
  maxFds?: number;
  flags?: number;
}

/**
 * A BSD socket. Methods are the system calls, non-blocking; an answer that would block throws {@link SystemError} with code `EAGAIN`.
 * Using it once closed or detached throws `EBADF`: it never reaches a descriptor that was given to someone else meanwhile.
 *
 * `A` is the form of its addresses, which its family decides: `socket<NetlinkAddress>(constants.AF_NETLINK, …)`.
 *
 * @see Python `socket.socket`
 */
export interface Socket<A extends SocketAddress = Address> {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  /** Its descriptor; -1 once closed or detached. */
  fileno(): number;
  bind(address: A): void;
  listen(backlog?: number): void;
  /** The next waiting connection and its address; the socket is non-blocking and close-on-exec. */
  accept(): readonly [Socket<A>, A];
  /** Throws `EINPROGRESS` when it cannot be told at once: see `loop.sockConnect`. The host must be numeric. */
  connect(address: A): void;
  /** At most `nbytes`; an empty buffer means that a stream's peer closed. */
  recv(nbytes: number, flags?: number): Buffer;
  recvInto(buffer: Uint8Array, flags?: number): number;
  recvfrom(nbytes: number, flags?: number): readonly [Buffer, A];
  recvfromInto(buffer: Uint8Array, flags?: number): readonly [nbytes: number, address: A];
  /** Returns how many bytes were taken. */
  send(data: BytesLike, flags?: number): number;
  sendto(data: BytesLike, address: A, flags?: number): number;
  /** One message of several buffers. Returns how many bytes were taken. */
  sendmsg(buffers: Iterable<BytesLike>, options?: SendMessageOptions<A>): number;
  recvmsg(nbytes: number, options?: ReceiveMessageOptions): ReceivedMessage<A>;
  /** One message into several buffers, one after the other. */
  recvmsgInto(buffers: Iterable<Uint8Array>, options?: ReceiveMessageOptions): ReceivedMessageInto<A>;
  shutdown(how: 'read' | 'write' | 'both'): void;
  getsockname(): A;
  getpeername(): A;
  getsockopt(level: number, option: number): number;
  getsockopt(level: number, option: number, length: number): Buffer;
  setsockopt(level: number, option: number, value: number | boolean | BytesLike): void;
  setblocking(blocking: boolean): void;
  getblocking(): boolean;
  /** Give up the descriptor without closing it: it is the caller's from then on. */
  detach(): number;
  /** A second call does nothing. @throws {LoopError} `ERR_FD_IN_USE` for the socket of a transport or a server: close that. */
  close(): void;
  /** `close`, unless a transport or a server has it now. */
  [Symbol.dispose](): void;
}
