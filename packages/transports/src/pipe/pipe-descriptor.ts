import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { type FileLike, LoopError } from '@tsyncio/core';
import {
  captureCell,
  KernelSocket,
  kindOf,
  LoopHandle,
  type LoopState,
  type PipeKind,
  type Pipes,
  socketCallsOf,
  systemError,
} from '@tsyncio/core/area';

type FileHandle = Exclude<FileLike, number>;

/** What a pipe is to be used for. */
export type Direction = 'read' | 'write';

/** A descriptor that was looked at, and is still the caller's. */
export interface CheckedPipe {
  readonly fd: number;
  readonly kind: PipeKind;
  /** What it came in, which closes it. */
  readonly handle: FileHandle | null;
}

/** A descriptor that belongs to a transport. */
export interface OwnedPipe {
  /** Once. */
  close(): void;
  /** Somebody else closed it: nobody may use the number any more. */
  onLost(listener: () => void): void;
}

const { EBADF } = constants.errno;
/** Descriptors are an `int` of the system. */
const LARGEST = 2 ** 31 - 1;
const NOTHING = new Uint8Array(0);
const WANTED = 'an open pipe, FIFO, socket, terminal or other character device';

/** @throws {TypeError} when the kernel has none. */
export function pipesOf({ kernel }: LoopState): Pipes {
  if (kernel.pipes === undefined)
    throw new TypeError(`the ${kernel.name} kernel has no pipes: create the loop on one that has, such as nativeKernel()`);
  return kernel.pipes;
}

/**
 * Look at a pipe and leave it as it is.
 *
 * @throws {TypeError} or {@link RangeError} when it cannot be used so; {@link LoopError} `ERR_FD_IN_USE`; {@link SystemError} `EBADF`.
 */
export function checkPipe(state: LoopState, pipe: FileLike, direction: Direction): CheckedPipe {
  const handle = typeof pipe === 'object' ? checkHandle(pipe) : null;
  const fd = handle === null ? checkNumber(pipe) : handle.fd;
  const kind = pipesOf(state).kindOf(fd);
  if (typeof kind === 'number') throw systemError(kind, 'fstat', { reason: `descriptor ${fd} is not open` });
  if (kind === 'other')
    throw new TypeError(`${WANTED} was expected, got descriptor ${fd}, which is a regular file or another: use node:fs for it`);
  if (state.readiness.isOwned(fd))
    throw new LoopError('ERR_FD_IN_USE', `descriptor ${fd} is used by a transport already: read and write through that`);
  if (kind === 'fifo' && !canDo(pipesOf(state), fd, direction)) {
    throw new TypeError(`descriptor ${fd} is not open for ${direction === 'read' ? 'reading' : 'writing'}: give the pipe's other end`);
  }
  return { fd, kind, handle };
}

/** Whether a FIFO was opened that way round: reading or writing nothing tells. */
export function canDo(pipes: Pipes, fd: number, direction: Direction): boolean {
  return (direction === 'read' ? pipes.readInto(fd, NOTHING) : pipes.write(fd, NOTHING, 0)) !== -EBADF;
}

/** Take a pipe over and make it non-blocking. @throws {SystemError} when it cannot be: then it stays as it was, and the caller's. */
export function ownPipe(state: LoopState, { fd, kind, handle }: CheckedPipe, direction: Direction): OwnedPipe {
  // Devices that are always ready cannot be waited for. Writing to one never waits.
  if (kind === 'character' && direction === 'read') tryToWatch(state, fd);
  const calls = socketCallsOf(state.kernel);
  const answer = calls.setblocking(fd, false);
  if (answer < 0) throw systemError(answer, 'fcntl');
  if (handle !== null) return ownHandle(state, handle);
  calls.adopt(fd);
  // What keeps a socket's number keeps any: nobody else uses it, and it is closed once.
  const keeper = new KernelSocket(calls, fd, 0, 0, 0, true);
  return { close: () => keeper.close(), onLost: () => {} };
}

function ownHandle(state: LoopState, handle: FileHandle): OwnedPipe {
  let tell = (): void => {};
  const onClose = (): void => tell();
  // Its types leave out that it is one.
  const events = handle as unknown as EventEmitter;
  events.once('close', onClose);
  return {
    close: () => {
      events.off('close', onClose);
      handle.close().catch((exception: unknown) => state.report({ message: 'Closing the file handle of a pipe failed', exception }));
    },
    onLost: (listener) => {
      tell = listener;
    },
  };
}

function tryToWatch(state: LoopState, fd: number): void {
  const probe = new LoopHandle(state, captureCell(state), () => {}, []);
  state.readiness.setReader(fd, probe);
  state.readiness.removeReader(fd, probe);
}

function checkHandle(pipe: FileHandle | null): FileHandle {
  if (typeof pipe?.fd !== 'number' || typeof pipe.close !== 'function')
    throw new TypeError(`a descriptor or a FileHandle was expected, got ${kindOf(pipe)}: of a socket, give what detach() returns`);
  if (pipe.fd < 0) throw new TypeError(`${WANTED} was expected, got a FileHandle that is closed`);
  return pipe;
}

function checkNumber(fd: unknown): number {
  if (typeof fd !== 'number') throw new TypeError(`a descriptor or a FileHandle was expected, got ${kindOf(fd)}`);
  if (!Number.isInteger(fd) || fd < 0 || fd > LARGEST)
    throw new RangeError(`a descriptor must be an integer from 0 to ${LARGEST}, got ${String(fd)}`);
  return fd;
}
