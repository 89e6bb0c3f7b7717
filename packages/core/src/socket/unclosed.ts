import { sourceTraceback, tracebackOf } from '../debug/source-traceback.ts';
import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import { forgetDescriptor } from '../loop/forget-descriptor.ts';
import { type LoopState, stateOf } from '../loop/loop-state.ts';
import { runningLoop } from '../loop/running-loop.ts';

const SOCKET = 'A socket was never closed: its descriptor was closed when the socket was collected';
const MESSAGE = 'Descriptors that came with a message were never taken: they were closed when the message was collected';

/**
 * Close the descriptor of a socket when it is collected, and say so to the exception handler of a loop; without one, as a warning of the
 * process. Kernels whose time is not real reclaim nothing: the collector comes when it likes.
 */
export function closeWhenCollected(socket: object, calls: SocketCalls, fd: number, state: LoopState | null): void {
  if (calls.reclaim !== undefined) reclaimerOf(calls, calls.reclaim).keep(socket, fd, fd, state);
}

/** As for a socket, for the descriptors of a message. */
export function closeAllWhenCollected(message: object, calls: SocketCalls, fds: readonly number[]): void {
  if (calls.reclaim !== undefined) reclaimerOf(calls, calls.reclaim).keep(message, fds[0] as number, fds, runningState());
}

/** The loop that runs now. */
export function runningState(): LoopState | null {
  const loop = runningLoop();
  return loop === null ? null : stateOf(loop);
}

/** The descriptors were closed, or are someone else's. */
export function keepWhenCollected(owner: object, calls: SocketCalls): void {
  reclaimers.get(calls)?.leave(owner);
}

/** Closes what was never closed. Small for each socket: there may be very many, and nearly all are closed in time. */
class Reclaimer {
  readonly #calls: SocketCalls;
  readonly #reclaim: (fd: number) => number;
  /** Who is told, by descriptor, or by the first of several. */
  readonly #loops: (WeakRef<LoopState> | null)[] = [];
  /** Where they were made, in debug mode. */
  readonly #sources = new Map<number, string>();
  readonly #owners = new FinalizationRegistry<number | readonly number[]>((held) => this.#close(held));

  constructor(calls: SocketCalls, reclaim: (fd: number) => number) {
    this.#calls = calls;
    this.#reclaim = reclaim;
  }

  keep(owner: object, key: number, held: number | readonly number[], state: LoopState | null): void {
    this.#loops[key] = state?.weak ?? null;
    if (state?.debug === true) this.#sources.set(key, sourceTraceback());
    else if (this.#sources.size > 0) this.#sources.delete(key);
    this.#owners.register(owner, held, owner);
  }

  leave(owner: object): void {
    this.#owners.unregister(owner);
  }

  #close(held: number | readonly number[]): void {
    const [fds, message] = typeof held === 'number' ? [[held], SOCKET] : [held, MESSAGE];
    for (const fd of fds) {
      forgetDescriptor(this.#calls, fd, 'close');
      this.#reclaim(fd);
    }
    const key = fds[0] as number;
    const state = this.#loops[key]?.deref();
    if (state === undefined) process.emitWarning(`${message} (descriptors: ${fds.join(', ')})`, 'TsyncioWarning');
    else state.report({ message, descriptors: fds, ...tracebackOf(this.#sources.get(key) ?? null) });
  }
}

const reclaimers = new WeakMap<SocketCalls, Reclaimer>();

function reclaimerOf(calls: SocketCalls, reclaim: (fd: number) => number): Reclaimer {
  let reclaimer = reclaimers.get(calls);
  if (reclaimer === undefined) {
    reclaimer = new Reclaimer(calls, reclaim);
    reclaimers.set(calls, reclaimer);
  }
  return reclaimer;
}
