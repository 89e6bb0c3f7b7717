import type { Address } from './address.ts';
import type { BytesLike } from './bytes-like.ts';

/**
 * A BSD socket. Methods are the system calls, non-blocking; an answer that would block throws {@link SystemError} with code `EAGAIN`.
 * Using it once closed or detached throws `EBADF`: it never reaches a descriptor that was given to someone else meanwhile.
 *
 * @see Python `socket.socket`
 */
export interface Socket {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  /** Its descriptor; -1 once closed or detached. */
  fileno(): number;
  bind(address: Address): void;
  listen(backlog?: number): void;
  /** The next waiting connection and its address; the socket is non-blocking and close-on-exec. */
  accept(): readonly [Socket, Address];
  /** Throws `EINPROGRESS` when it cannot be told at once: see `loop.sockConnect`. The host must be numeric. */
  connect(address: Address): void;
  /** At most `nbytes`; an empty buffer means that a stream's peer closed. */
  recv(nbytes: number, flags?: number): Buffer;
  recvInto(buffer: Uint8Array, flags?: number): number;
  recvfrom(nbytes: number, flags?: number): readonly [Buffer, Address];
  /** Returns how many bytes were taken. */
  send(data: BytesLike, flags?: number): number;
  sendto(data: BytesLike, address: Address, flags?: number): number;
  shutdown(how: 'read' | 'write' | 'both'): void;
  getsockname(): Address;
  getpeername(): Address;
  getsockopt(level: number, option: number): number;
  getsockopt(level: number, option: number, length: number): Buffer;
  setsockopt(level: number, option: number, value: number | boolean | BytesLike): void;
  setblocking(blocking: boolean): void;
  getblocking(): boolean;
  /** Give up the descriptor without closing it: it is the caller's from then on. */
  detach(): number;
  /** A second call does nothing. */
  close(): void;
  [Symbol.dispose](): void;
}
