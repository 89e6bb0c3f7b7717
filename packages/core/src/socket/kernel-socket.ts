import { constants } from 'node:os';
import { toBytes } from '../bytes.ts';
import type { Address } from '../interfaces/address.ts';
import type { BytesLike } from '../interfaces/bytes-like.ts';
import type { Kernel } from '../interfaces/kernel/kernel.ts';
import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import type { Socket } from '../interfaces/socket.ts';
import { systemError } from '../system-error.ts';
import { checkAddress } from './check-address.ts';

const HOW = { read: 0, write: 1, both: 2 } as const;
const DEFAULT_BACKLOG = 128;

/** {@link Socket} over the socket calls of a kernel. */
export class KernelSocket implements Socket {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly #calls: SocketCalls;
  #fd: number;

  constructor(calls: SocketCalls, fd: number, family: number, type: number, proto: number) {
    this.#calls = calls;
    this.#fd = fd;
    this.family = family;
    this.type = type;
    this.proto = proto;
  }

  fileno(): number {
    return this.#fd;
  }

  bind(address: Address): void {
    this.#check(this.#calls.bind(this.#open('bind'), checkAddress(this, address)), 'bind', address);
  }

  listen(backlog: number = DEFAULT_BACKLOG): void {
    this.#check(this.#calls.listen(this.#open('listen'), backlog), 'listen');
  }

  accept(): readonly [Socket, Address] {
    const answer = this.#calls.accept(this.#open('accept'));
    if (typeof answer === 'number') throw systemError(answer, 'accept');
    return [new KernelSocket(this.#calls, answer[0], this.family, this.type, this.proto), answer[1]];
  }

  connect(address: Address): void {
    this.#check(this.#calls.connect(this.#open('connect'), checkAddress(this, address)), 'connect', address);
  }

  recv(nbytes: number, flags = 0): Buffer {
    const answer = this.#calls.recv(this.#open('recv'), checkLength(nbytes), flags);
    return typeof answer === 'number' ? Buffer.alloc(this.#check(answer, 'recv')) : answer;
  }

  recvInto(buffer: Uint8Array, flags = 0): number {
    if (!(buffer instanceof Uint8Array)) throw new TypeError('recvInto needs a Uint8Array to receive into');
    return this.#check(this.#calls.recvInto(this.#open('recv'), buffer, flags), 'recv');
  }

  recvfrom(nbytes: number, flags = 0): readonly [Buffer, Address] {
    const buffer = Buffer.allocUnsafe(checkLength(nbytes));
    const answer = this.#calls.recvfrom(this.#open('recvfrom'), buffer, flags);
    if (typeof answer === 'number') throw systemError(answer, 'recvfrom');
    return [buffer.subarray(0, answer[0]), answer[1]];
  }

  send(data: BytesLike, flags = 0): number {
    return this.#check(this.#calls.send(this.#open('send'), toBytes(data), 0, flags), 'send');
  }

  sendto(data: BytesLike, address: Address, flags = 0): number {
    return this.#check(this.#calls.sendto(this.#open('sendto'), toBytes(data), checkAddress(this, address), flags), 'sendto', address);
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (!Object.hasOwn(HOW, how)) throw new TypeError(`shutdown takes 'read', 'write' or 'both', got ${String(how)}`);
    this.#check(this.#calls.shutdown(this.#open('shutdown'), HOW[how]), 'shutdown');
  }

  getsockname(): Address {
    return this.#name('getsockname');
  }

  getpeername(): Address {
    return this.#name('getpeername');
  }

  getsockopt(level: number, option: number): number;
  getsockopt(level: number, option: number, length: number): Buffer;
  getsockopt(level: number, option: number, length?: number): number | Buffer {
    const value = Buffer.alloc(length ?? 4);
    const filled = this.#check(this.#calls.getsockopt(this.#open('getsockopt'), level, option, value), 'getsockopt');
    return length === undefined ? readInteger(value, filled) : value.subarray(0, filled);
  }

  setsockopt(level: number, option: number, value: number | boolean | BytesLike): void {
    const bytes =
      typeof value === 'number' || typeof value === 'boolean' ? integerBytes(Number(value)) : toBytes(value, 'the value of an option');
    this.#check(this.#calls.setsockopt(this.#open('setsockopt'), level, option, bytes), 'setsockopt');
  }

  setblocking(blocking: boolean): void {
    this.#check(this.#calls.setblocking(this.#open('fcntl'), blocking), 'fcntl');
  }

  getblocking(): boolean {
    return this.#check(this.#calls.getblocking(this.#open('fcntl')), 'fcntl') !== 0;
  }

  detach(): number {
    const fd = this.#fd;
    if (fd >= 0) this.#calls.release(fd);
    this.#fd = -1;
    return fd;
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = -1;
    if (fd >= 0) this.#check(this.#calls.close(fd), 'close');
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #name(call: 'getsockname' | 'getpeername'): Address {
    const answer = this.#calls[call](this.#open(call));
    if (typeof answer === 'number') throw systemError(answer, call);
    return answer;
  }

  #open(syscall: string): number {
    if (this.#fd < 0) throw systemError(-constants.errno.EBADF, syscall, { reason: 'the socket is closed or detached' });
    return this.#fd;
  }

  #check(answer: number, syscall: string, address?: Address): number {
    if (answer < 0) throw systemError(answer, syscall, { address });
    return answer;
  }
}

/** The pending error of a socket: 0, or a negated error number. */
export function pendingError(sock: Socket, { SOL_SOCKET = 1, SO_ERROR = 4 }: SocketCalls['constants']): number {
  return -sock.getsockopt(SOL_SOCKET, SO_ERROR);
}

/** Whether an error only says that there is nothing to do yet. */
export function isWouldBlock(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK';
}

/** The socket calls of a kernel. @throws {TypeError} when it has none. */
export function socketCallsOf(kernel: Pick<Kernel, 'name' | 'sockets'>): SocketCalls {
  if (kernel.sockets === undefined)
    throw new TypeError(`the ${kernel.name} kernel has no sockets: create the loop on one that has, such as nativeKernel()`);
  return kernel.sockets;
}

function checkLength(nbytes: number): number {
  if (!Number.isInteger(nbytes) || nbytes < 0)
    throw new RangeError(`a number of bytes must be a non-negative integer, got ${String(nbytes)}`);
  return nbytes;
}

function integerBytes(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}

function readInteger(value: Buffer, filled: number): number {
  return filled >= 4 ? (new Int32Array(value.buffer, value.byteOffset, 1)[0] as number) : (value[0] ?? 0);
}
