import type { Address } from '../address.ts';

/**
 * The socket calls on non-blocking descriptors. A number below zero is a negated error number (`-EAGAIN`): nothing here throws for what
 * the system refuses. Interrupted calls are repeated inside.
 */
export interface SocketCalls {
  /** A non-blocking, close-on-exec socket. */
  open(family: number, type: number, proto: number): number;
  pair(family: number, type: number, proto: number): readonly [number, number] | number;
  close(fd: number): number;
  /** Take a descriptor over from someone else: the kernel closes it when it goes. */
  adopt(fd: number): void;
  /** Give the descriptor up: the kernel does not close it when it goes. */
  release(fd: number): void;
  bind(fd: number, address: Address): number;
  listen(fd: number, backlog: number): number;
  accept(fd: number): readonly [fd: number, address: Address] | number;
  connect(fd: number, address: Address): number;
  shutdown(fd: number, how: 0 | 1 | 2): number;
  /** Received bytes, never written again; 0 at the end of a stream. */
  recv(fd: number, nbytes: number, flags: number): Buffer | number;
  recvInto(fd: number, buffer: Uint8Array, flags: number): number;
  recvfrom(fd: number, buffer: Uint8Array, flags: number): readonly [nbytes: number, address: Address] | number;
  /** Send `data` from `offset` on. */
  send(fd: number, data: Uint8Array, offset: number, flags: number): number;
  /** Send several buffers, the first from `offset` on. */
  sendv(fd: number, list: readonly Uint8Array[], offset: number): number;
  sendto(fd: number, data: Uint8Array, address: Address, flags: number): number;
  getsockname(fd: number): Address | number;
  getpeername(fd: number): Address | number;
  /** Fills `value` and returns its length. */
  getsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  /** Non-zero when the descriptor blocks. */
  getblocking(fd: number): number;
  setblocking(fd: number, blocking: boolean): number;
  /** AF_INET, SOCK_STREAM … with this platform's values. */
  readonly constants: Readonly<Record<string, number>>;
}
