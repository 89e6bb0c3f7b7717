import type { Callback, Handle, Socket, SocketAddress } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import { captureCell, checkCallback, kindOf, LoopHandle, type LoopState, refuseClosed } from '@tsyncio/core/area';

/** Descriptors are an `int` of the system. */
const LARGEST = 2 ** 31 - 1;

/** Implements `addReader`. */
export function addReader(state: LoopState, fd: number | Socket<SocketAddress>, callback: Callback, args: readonly unknown[]): Handle {
  const handle = watchHandle(state, fd, callback, args);
  state.readiness.setReader(freeDescriptor(state, fd), handle);
  return handle;
}

/** Implements `addWriter`. */
export function addWriter(state: LoopState, fd: number | Socket<SocketAddress>, callback: Callback, args: readonly unknown[]): Handle {
  const handle = watchHandle(state, fd, callback, args);
  state.readiness.setWriter(freeDescriptor(state, fd), handle);
  return handle;
}

/** Implements `removeReader`. */
export function removeReader(state: LoopState, fd: number | Socket<SocketAddress>): boolean {
  return state.phase !== 'closed' && state.readiness.removeReader(freeDescriptor(state, fd));
}

/** Implements `removeWriter`. */
export function removeWriter(state: LoopState, fd: number | Socket<SocketAddress>): boolean {
  return state.phase !== 'closed' && state.readiness.removeWriter(freeDescriptor(state, fd));
}

/**
 * The number of an open descriptor that no transport uses.
 *
 * @throws {TypeError} or {@link RangeError} when it is no descriptor; {@link LoopError} `ERR_FD_IN_USE`.
 */
export function freeDescriptor(state: LoopState, source: number | Socket<SocketAddress>): number {
  const fd = descriptorOf(source);
  if (state.readiness.isOwned(fd))
    throw new LoopError('ERR_FD_IN_USE', `descriptor ${fd} is used by a transport: read and write through it`);
  return fd;
}

function descriptorOf(source: number | Socket<SocketAddress>): number {
  const fd = typeof source === 'object' && source !== null && typeof source.fileno === 'function' ? source.fileno() : source;
  if (typeof fd !== 'number') throw new TypeError(`a descriptor or a socket was expected, got ${kindOf(source)}`);
  if (!Number.isInteger(fd) || fd < 0 || fd > LARGEST)
    throw new RangeError(`a descriptor must be a non-negative integer, got ${fd}: is the socket closed?`);
  return fd;
}

/** The handle of a reader or writer: a socket is not collected while it is watched. */
class WatchHandle extends LoopHandle {
  readonly watched: number | Socket<SocketAddress>;

  constructor(state: LoopState, watched: number | Socket<SocketAddress>, callback: Callback, args: readonly unknown[]) {
    super(state, captureCell(state), checkCallback(callback, state.debug), args);
    this.watched = watched;
  }
}

function watchHandle(state: LoopState, watched: number | Socket<SocketAddress>, callback: Callback, args: readonly unknown[]): LoopHandle {
  refuseClosed(state);
  return new WatchHandle(state, watched, callback, args);
}
