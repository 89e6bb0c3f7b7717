import type { Address, RawAddress } from '../address.ts';

/** Families other than Internet and Unix pass a kernel as the bytes that they are. */
export type KernelAddress = Address | RawAddress;

/**
 * The socket calls on non-blocking descriptors. A number below zero is a negated error number (`-EAGAIN`): nothing here throws for what
 * the system refuses. Interrupted calls are repeated inside.
 */
export interface SocketCalls {
  /** A non-blocking, close-on-exec socket. */
  open(family: number, type: number, proto: number): number;
  pair(family: number, type: number, proto: number): readonly [number, number] | number;
  close(fd: number): number;
  /** Close what nobody can close any more, since its owner was collected. Absent where that must not happen at any odd time. */
  reclaim?(fd: number): number;
  /** Take a descriptor over from someone else: the kernel closes it when it goes. */
  adopt(fd: number): void;
  /** Give the descriptor up: the kernel does not close it when it goes. */
  release(fd: number): void;
  bind(fd: number, address: KernelAddress): number;
  listen(fd: number, backlog: number): number;
  accept(fd: number): readonly [fd: number, address: KernelAddress] | number;
  connect(fd: number, address: KernelAddress): number;
  shutdown(fd: number, how: 0 | 1 | 2): number;
  /** Received bytes, never written again; 0 at the end of a stream. */
  recv(fd: number, nbytes: number, flags: number): Buffer | number;
  recvInto(fd: number, buffer: Uint8Array, flags: number): number;
  /** As `recv`, and who sent it; a stream's end is an empty buffer. */
  recvfrom(fd: number, nbytes: number, flags: number): readonly [data: Buffer, address: KernelAddress] | number;
  recvfromInto(fd: number, buffer: Uint8Array, flags: number): readonly [nbytes: number, address: KernelAddress] | number;
  /**
   * One message into several buffers, and up to `maxFds` descriptors that came with it, close-on-exec. Those beyond are closed, and MSG_CTRUNC
   * is among the flags. The kernel closes them when it goes, until `release`.
   */
  recvmsg(
    fd: number,
    buffers: readonly Uint8Array[],
    maxFds: number,
    flags: number,
  ): readonly [nbytes: number, fds: number[], flags: number, address: KernelAddress] | number;
  /** Send `data` from `offset` on. */
  send(fd: number, data: Uint8Array, offset: number, flags: number): number;
  /** Send several buffers, the first from `offset` on. */
  sendv(fd: number, list: readonly Uint8Array[], offset: number): number;
  sendto(fd: number, data: Uint8Array, address: KernelAddress, flags: number): number;
  /** One message of several buffers, with descriptors beside it; without an address, to the peer. */
  sendmsg(fd: number, buffers: readonly Uint8Array[], fds: readonly number[], address: KernelAddress | null, flags: number): number;
  getsockname(fd: number): KernelAddress | number;
  getpeername(fd: number): KernelAddress | number;
  /** Fills `value` and returns its length. */
  getsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): number;
  /** Non-zero when the descriptor blocks. */
  getblocking(fd: number): number;
  setblocking(fd: number, blocking: boolean): number;
  /** The index of a network interface. */
  interfaceIndex(name: string): number;
  interfaceName(index: number): string | number;
  /** AF_INET, SOCK_STREAM … with this platform's values. */
  readonly constants: Readonly<Record<string, number>>;
}
