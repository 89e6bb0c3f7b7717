import { constants } from 'node:os';
import type { Future, Socket, SocketAddress } from '@tsyncio/core';
import { isWouldBlock, LoopFuture, LoopHandle, type LoopState, refuseClosed, systemError } from '@tsyncio/core/area';
import { freeDescriptor } from './readers.ts';

/**
 * One wait shared by every `sock…` method: try at once, and again each time the socket becomes ready. When the future ends first,
 * by cancellation, its registration goes with it; that of a later wait on the same descriptor stays.
 */
export function whenReadable<T>(state: LoopState, sock: Socket<SocketAddress>, syscall: string, attempt: () => T): Future<T> {
  return new SocketWait<T>(state, sock, { direction: 'read', syscall }, attempt).begin();
}

export function whenWritable<T>(
  state: LoopState,
  sock: Socket<SocketAddress>,
  syscall: string,
  attempt: () => T | typeof AGAIN,
): Future<T> {
  return new SocketWait<T>(state, sock, { direction: 'write', syscall }, attempt).begin();
}

/** As whenReadable, for a descriptor that is no socket. */
export function whenDescriptorReadable<T>(state: LoopState, fd: number, syscall: string, attempt: () => T | typeof AGAIN): Future<T> {
  const descriptor = { fileno: () => fd, getblocking: () => false };
  return new SocketWait<T>(state, descriptor, { direction: 'read', syscall }, attempt).begin();
}

/** Answered by an attempt that made progress and wants to be called when the socket is ready again. */
export const AGAIN: unique symbol = Symbol('again');

type Waitable = Pick<Socket<SocketAddress>, 'fileno' | 'getblocking'>;

/** What is waited for, and the system call that will be tried. */
interface Purpose {
  readonly direction: 'read' | 'write';
  readonly syscall: string;
}

class SocketWait<T> extends LoopFuture<T> {
  readonly #sock: Waitable;
  readonly #purpose: Purpose;
  readonly #attempt: () => T | typeof AGAIN;
  #fd = -1;
  #watch: LoopHandle | null = null;

  constructor(state: LoopState, sock: Waitable, purpose: Purpose, attempt: () => T | typeof AGAIN) {
    super(state);
    this.#sock = sock;
    this.#purpose = purpose;
    this.#attempt = attempt;
  }

  // Whatever is wrong, from a closed loop to a foreign object, fails the future: one place to look for errors.
  begin(): this {
    try {
      refuseClosed(this.state);
      if (typeof this.#sock === 'number') throw new TypeError(`a socket was expected, got a number: socket() makes one of a descriptor`);
      this.#fd = freeDescriptor(this.state, this.#sock as Socket<SocketAddress>);
      if (this.state.debug && this.#sock.getblocking())
        throw new TypeError('the socket must be non-blocking: call socket.setblocking(false) first');
      this.#try();
      if (!this.done()) this.#wait();
    } catch (error) {
      this.setException(error);
    }
    return this;
  }

  #wait(): void {
    const watch = new Watch(
      this.state,
      () => this.#try(),
      (how) => this.#gone(how),
    );
    if (this.#purpose.direction === 'read') this.state.readiness.setReader(this.#fd, watch);
    else this.state.readiness.setWriter(this.#fd, watch);
    this.#watch = watch;
  }

  #try(): void {
    try {
      const answer = this.#attempt();
      if (answer !== AGAIN) this.setResult(answer);
    } catch (error) {
      // A connection on its way is no error here: EAGAIN, of a Unix socket whose queue is full, is one.
      if (this.#purpose.syscall === 'connect' || !isWouldBlock(error)) this.setException(error);
    }
  }

  #gone(how: 'close' | 'detach'): void {
    if (this.done()) return;
    const reason = `the socket was ${how === 'close' ? 'closed' : 'detached'} while it was waited for`;
    this.setException(systemError(-constants.errno.EBADF, this.#purpose.syscall, { reason }));
  }

  protected override settle(status: 'finished' | 'failed' | 'cancelled', outcome: unknown): void {
    super.settle(status, outcome);
    if (this.#watch === null) return;
    if (this.#purpose.direction === 'read') this.state.readiness.removeReader(this.#fd, this.#watch);
    else this.state.readiness.removeWriter(this.#fd, this.#watch);
  }
}

class Watch extends LoopHandle {
  readonly #gone: (how: 'close' | 'detach') => void;

  constructor(state: LoopState, ready: () => void, gone: (how: 'close' | 'detach') => void) {
    super(state, state.baseCell, ready, []);
    this.#gone = gone;
  }

  override descriptorGone(how: 'close' | 'detach'): void {
    this.#gone(how);
  }
}
