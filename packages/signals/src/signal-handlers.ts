import { constants } from 'node:os';
import { LoopError, NotImplementedError } from '@tsyncio/core';
import { enqueue, LoopHandle, type LoopState, type Signals, signalName, systemError } from '@tsyncio/core/area';
import { owners, type SignalOwner } from './signal-owners.ts';

const { EINVAL } = constants.errno;

/**
 * The handlers of one loop, by signal.
 *
 *   signal ──► the kernel's descriptor is readable ──► reader, in a turn: take ──► the handle of each, queued for the next turn
 *
 * The descriptor is watched while there are handlers.
 */
export class SignalHandlers implements SignalOwner {
  readonly #state: LoopState;
  readonly #handles: Map<number, LoopHandle> = new Map();
  /** Simulated signals belong to their loop alone. */
  readonly #owners: Map<number, SignalOwner>;
  #fd = -1;
  readonly #close = (): void => {
    for (const signo of [...this.#handles.keys()]) this.remove(signo);
  };

  constructor(state: LoopState) {
    this.#state = state;
    this.#owners = state.kernel.native === true ? owners : new Map();
  }

  /**
   * Call `handle` from now on, in the place of the one before. What came before that and was taken already is still told to that one.
   *
   * @throws {LoopError} `ERR_SIGNAL_UNCATCHABLE`; {@link NotImplementedError} when the kernel has no signals.
   */
  set(signo: number, handle: LoopHandle): void {
    if (!this.#handles.has(signo)) this.#catch(signo);
    this.#handles.set(signo, handle);
  }

  /** Whether there was one. */
  remove(signo: number): boolean {
    if (!this.#handles.delete(signo)) return false;
    if (this.#owners.get(signo) === this) this.#owners.delete(signo);
    this.#signals().unwatch(signo);
    if (this.#handles.size === 0) this.#stopListening();
    return true;
  }

  lose(signo: number): void {
    if (!this.remove(signo)) return;
    this.#state.warn(
      `another event loop handles ${signalName(signo, this.#signals())} from now on: the handler of ${this.#state.loop} was removed, since a signal has one loop`,
    );
  }

  #catch(signo: number): void {
    if (this.#handles.size === 0) this.#listen();
    const answer = this.#signals().watch(signo);
    if (answer < 0) {
      if (this.#handles.size === 0) this.#stopListening();
      throw cannotCatch(signo, answer);
    }
    // Only now, so that there is no moment in which nobody catches it.
    const before = this.#owners.get(signo);
    this.#owners.set(signo, this);
    before?.lose(signo);
  }

  #listen(): void {
    const fd = this.#signals().open();
    if (fd < 0) throw systemError(fd, 'open', { reason: 'no descriptor for signals' });
    const { readiness, baseCell, onClose } = this.#state;
    readiness.setReader(fd, new LoopHandle(this.#state, baseCell, () => this.#deliver(), []));
    readiness.own(fd, true);
    this.#fd = fd;
    onClose.add(this.#close);
  }

  #stopListening(): void {
    const { readiness } = this.#state;
    readiness.own(this.#fd, false);
    readiness.removeReader(this.#fd);
  }

  #deliver(): void {
    for (const signo of this.#signals().take()) {
      const handle = this.#handles.get(signo);
      if (handle === undefined) continue;
      if (handle.isCancelled) this.remove(signo);
      else enqueue(this.#state, handle);
    }
  }

  #signals(): Signals {
    const { name, signals } = this.#state.kernel;
    if (signals === undefined) throw new NotImplementedError(`the ${name} kernel has no signals: create the loop on nativeKernel()`);
    return signals;
  }
}

function cannotCatch(signo: number, answer: number): Error {
  if (answer === -EINVAL) return new LoopError('ERR_SIGNAL_UNCATCHABLE', `sig ${signo} cannot be caught`);
  return systemError(answer, 'sigaction');
}
