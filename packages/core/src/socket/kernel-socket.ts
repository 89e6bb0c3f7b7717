import { constants } from 'node:os';
import { toBytes } from '../bytes.ts';
import { LoopError } from '../errors.ts';
import type { Address, SocketAddress } from '../interfaces/address.ts';
import type { BytesLike } from '../interfaces/bytes-like.ts';
import type { Kernel } from '../interfaces/kernel/kernel.ts';
import type { KernelAddress, SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import type { ReceivedMessage, ReceivedMessageInto, ReceiveMessageOptions, SendMessageOptions, Socket } from '../interfaces/socket.ts';
import { kindOf } from '../kind-of.ts';
import { forgetDescriptor } from '../loop/forget-descriptor.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { systemError } from '../system-error.ts';
import { decodeAddress, encodeAddress } from './address-codec.ts';
import { checkAddress } from './check-address.ts';
import { checkInteger } from './check-integer.ts';
import { isStream } from './is-stream.ts';
import { checkList, receiveMessageArguments, refusedDescriptors, sendMessageArguments } from './message-arguments.ts';
import { messageSpace, takeOut } from './message-space.ts';
import { integerBytes, readInteger } from './option-value.ts';
import { type MessageReceived, receiveMessage } from './receive-message.ts';
import { closeWhenCollected, keepWhenCollected, runningState } from './unclosed.ts';

const HOW = { read: 0, write: 1, both: 2 } as const;
const DEFAULT_BACKLOG = 128;
/** The longest datagram that the kernel's own receiving is sure to take whole, in bytes. */
const LONGEST_SHARED = 65_536;

/** {@link Socket} over the socket calls of a kernel. */
export class KernelSocket<A extends SocketAddress = Address> implements Socket<A> {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly #calls: SocketCalls;
  #fd: number;
  /** What owns it, in words: only that may close it. */
  #owner: string | null = null;
  #guarded: boolean;

  /**
   * `adopted`: the number was somebody's before. Otherwise nobody who still watches it can mean this socket. `guarded`: closed when it is
   * collected; whoever says no guards it before letting go of it.
   */
  constructor(calls: SocketCalls, fd: number, family: number, type: number, proto: number, adopted = false, guarded = true) {
    if (!adopted) forgetDescriptor(calls, fd, 'close');
    this.#calls = calls;
    this.#fd = fd;
    this.family = family;
    this.type = type;
    this.proto = proto;
    this.#guarded = guarded;
    if (guarded) closeWhenCollected(this, calls, fd, runningState());
  }

  fileno(): number {
    return this.#fd;
  }

  bind(address: A): void {
    const at = this.#encode(address);
    this.#check(this.#calls.bind(this.#open('bind'), at), 'bind', address);
  }

  listen(backlog: number = DEFAULT_BACKLOG): void {
    this.#check(this.#calls.listen(this.#open('listen'), checkInteger('backlog', backlog)), 'listen');
  }

  accept(): readonly [Socket<A>, A] {
    const answer = this.#calls.accept(this.#open('accept'));
    if (typeof answer === 'number') throw systemError(answer, 'accept');
    return [new KernelSocket<A>(this.#calls, answer[0], this.family, this.type, this.proto), this.#decode(answer[1])];
  }

  connect(address: A): void {
    const to = this.#encode(address);
    this.#check(this.#calls.connect(this.#open('connect'), to), 'connect', address);
  }

  recv(nbytes: number, flags = 0): Buffer {
    // What comes as one message must not be cut for want of shared memory.
    if (nbytes > LONGEST_SHARED && !isStream(this)) return this.#receiveWhole(nbytes, flags)[0];
    const answer = this.#calls.recv(this.#open('recv'), checkLength(nbytes), checkFlags(flags));
    return typeof answer === 'number' ? Buffer.alloc(this.#check(answer, 'recv')) : answer;
  }

  recvInto(buffer: Uint8Array, flags = 0): number {
    return this.#check(this.#calls.recvInto(this.#open('recv'), checkBuffer(buffer, 'recvInto'), checkFlags(flags)), 'recv');
  }

  recvfrom(nbytes: number, flags = 0): readonly [Buffer, A] {
    if (nbytes > LONGEST_SHARED) return this.#receiveWhole(nbytes, flags);
    const answer = this.#calls.recvfrom(this.#open('recvfrom'), checkLength(nbytes), checkFlags(flags));
    if (typeof answer === 'number') throw systemError(answer, 'recvfrom');
    return [answer[0], this.#decode(answer[1])];
  }

  recvfromInto(buffer: Uint8Array, flags = 0): readonly [nbytes: number, address: A] {
    const answer = this.#calls.recvfromInto(this.#open('recvfrom'), checkBuffer(buffer, 'recvfromInto'), checkFlags(flags));
    if (typeof answer === 'number') throw systemError(answer, 'recvfrom');
    return [answer[0], this.#decode(answer[1])];
  }

  send(data: BytesLike, flags = 0): number {
    const bytes = toBytes(data);
    return this.#check(this.#calls.send(this.#open('send'), bytes, 0, checkFlags(flags)), 'send');
  }

  sendto(data: BytesLike, address: A, flags = 0): number {
    const to = this.#encode(address);
    const bytes = toBytes(data);
    return this.#check(this.#calls.sendto(this.#open('sendto'), bytes, to, checkFlags(flags)), 'sendto', address);
  }

  sendmsg(buffers: Iterable<BytesLike>, options?: SendMessageOptions<A>): number {
    const { list, fds, address, flags } = sendMessageArguments(this, buffers, options);
    const to = address === undefined ? null : this.#encode(address);
    const answer = this.#calls.sendmsg(this.#open('sendmsg'), list, fds, to, flags);
    if (answer < 0) throw systemError(answer, 'sendmsg', { address, ...refusedDescriptors(answer, fds) });
    return answer;
  }

  recvmsg(nbytes: number, options?: ReceiveMessageOptions): ReceivedMessage<A> {
    const buffer = messageSpace(checkLength(nbytes));
    return this.#message([buffer], options, (received) => ({ data: takeOut(buffer, Math.min(received, nbytes)) }));
  }

  recvmsgInto(buffers: Iterable<Uint8Array>, options?: ReceiveMessageOptions): ReceivedMessageInto<A> {
    const list = Array.from(checkList('recvmsgInto', buffers), (buffer) => checkBuffer(buffer, 'recvmsgInto'));
    return this.#message(list, options, (nbytes) => ({ nbytes }));
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (!Object.hasOwn(HOW, how)) throw new TypeError(`shutdown takes 'read', 'write' or 'both', got ${String(how)}`);
    this.#check(this.#calls.shutdown(this.#open('shutdown'), HOW[how]), 'shutdown');
  }

  getsockname(): A {
    return this.#name('getsockname');
  }

  getpeername(): A {
    return this.#name('getpeername');
  }

  getsockopt(level: number, option: number): number;
  getsockopt(level: number, option: number, length: number): Buffer;
  getsockopt(level: number, option: number, length?: number): number | Buffer {
    const value = Buffer.alloc(length === undefined ? 4 : checkLength(length));
    const [at, name] = [checkInteger('level', level), checkInteger('option', option)];
    const filled = this.#check(this.#calls.getsockopt(this.#open('getsockopt'), at, name, value), 'getsockopt');
    return length === undefined ? readInteger(value, filled) : value.subarray(0, filled);
  }

  setsockopt(level: number, option: number, value: number | boolean | BytesLike): void {
    const bytes =
      typeof value === 'number' || typeof value === 'boolean'
        ? integerBytes(checkInteger('the value of an option', Number(value)))
        : toBytes(value, 'the value of an option');
    const [at, name] = [checkInteger('level', level), checkInteger('option', option)];
    this.#check(this.#calls.setsockopt(this.#open('setsockopt'), at, name, bytes), 'setsockopt');
  }

  setblocking(blocking: boolean): void {
    this.#check(this.#calls.setblocking(this.#open('fcntl'), blocking), 'fcntl');
  }

  getblocking(): boolean {
    return this.#check(this.#calls.getblocking(this.#open('fcntl')), 'fcntl') !== 0;
  }

  detach(): number {
    const fd = this.#fd;
    if (fd < 0) return fd;
    this.#refuseOwned('detach');
    this.#leave('detach');
    this.#calls.release(fd);
    return fd;
  }

  close(): void {
    const fd = this.#fd;
    if (fd < 0) return;
    this.#refuseOwned('close');
    try {
      this.#leave('close');
    } finally {
      this.#check(this.#calls.close(fd), 'close');
    }
  }

  [Symbol.dispose](): void {
    if (this.#owner === null) this.close();
  }

  /** @internal From now on it is closed by `owner`; by its user again with `null`. @throws {LoopError} `ERR_FD_IN_USE` when it has another. */
  claim(owner: string | null): void {
    if (owner !== null) this.#refuseOwned('use');
    this.#owner = owner;
  }

  /** @internal From now on it is closed when it is collected, and `state`'s loop is told. */
  guard(state: LoopState): void {
    if (this.#guarded || this.#fd < 0) return;
    this.#guarded = true;
    closeWhenCollected(this, this.#calls, this.#fd, state);
  }

  #refuseOwned(what: 'close' | 'detach' | 'use'): void {
    if (this.#owner === null) return;
    throw new LoopError('ERR_FD_IN_USE', `cannot ${what} the socket of a ${this.#owner}: close the ${this.#owner}`);
  }

  // Whoever waits for it hears that it is gone, before its number can be someone else's.
  #leave(how: 'close' | 'detach'): void {
    const fd = this.#fd;
    this.#fd = -1;
    if (this.#guarded) keepWhenCollected(this, this.#calls);
    forgetDescriptor(this.#calls, fd, how);
  }

  // By recvmsg, which takes a message of any length, without descriptors.
  #receiveWhole(nbytes: number, flags: number): readonly [Buffer, A] {
    const buffer = messageSpace(checkLength(nbytes));
    const answer = this.#calls.recvmsg(this.#open('recvmsg'), [buffer], 0, checkFlags(flags));
    if (typeof answer === 'number') throw systemError(answer, 'recvfrom');
    return [takeOut(buffer, Math.min(answer[0], nbytes)), this.#decode(answer[3])];
  }

  #name(call: 'getsockname' | 'getpeername'): A {
    const answer = this.#calls[call](this.#open(call));
    if (typeof answer === 'number') throw systemError(answer, call);
    return this.#decode(answer);
  }

  #message<Part extends object>(
    list: readonly Uint8Array[],
    options: ReceiveMessageOptions | undefined,
    part: (nbytes: number) => Part,
  ): Part & MessageReceived<A> {
    const { maxFds, flags } = receiveMessageArguments(options);
    const answer = receiveMessage(this.#calls, this.#open('recvmsg'), list, maxFds, flags);
    if (typeof answer === 'number') throw systemError(answer, 'recvmsg');
    return answer.own({ ...part(answer.nbytes), address: this.#decode(answer.address), flags: answer.flags }, this);
  }

  #encode(address: A): KernelAddress {
    return encodeAddress(this.#calls, checkAddress(this, address));
  }

  // The family of the socket decides what the system answers.
  #decode(address: KernelAddress): A {
    return decodeAddress(this.#calls, address) as A;
  }

  #open(syscall: string): number {
    if (this.#fd < 0) throw systemError(-constants.errno.EBADF, syscall, { reason: 'the socket is closed or detached' });
    return this.#fd;
  }

  #check(answer: number, syscall: string, address?: SocketAddress): number {
    if (answer < 0) throw systemError(answer, syscall, { address });
    return answer;
  }
}

/** The pending error of a socket: 0, or a negated error number. */
export function pendingError(sock: Pick<Socket, 'getsockopt'>, { SOL_SOCKET = 1, SO_ERROR = 4 }: SocketCalls['constants']): number {
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

/** The system moves no more in one call. */
const MOST_BYTES = 0x7ffff000;

function checkLength(nbytes: number): number {
  if (!Number.isInteger(nbytes) || nbytes < 0 || nbytes > MOST_BYTES)
    throw new RangeError(`a number of bytes must be an integer from 0 to ${MOST_BYTES}, got ${String(nbytes)}`);
  return nbytes;
}

function checkFlags(flags: number): number {
  return flags === 0 ? 0 : checkInteger('flags', flags);
}

function checkBuffer(buffer: Uint8Array, method: string): Uint8Array {
  if (!(buffer instanceof Uint8Array)) throw new TypeError(`${method} needs a Uint8Array to receive into, got ${kindOf(buffer)}`);
  return buffer;
}
