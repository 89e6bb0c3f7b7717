import { CancelledError, type ExecutorFuture, InvalidStateError } from '@tsyncio/core';
import { kindOf } from '@tsyncio/core/area';

/** What a future asks of whoever does its work. */
export interface WorkControl {
  begun(): boolean;
  /** Whether the work will not be done. */
  cancel(force: boolean): boolean;
}

type State = 'pending' | 'finished' | 'failed' | 'cancelled';

/** The outcome of work in a pool. */
export class PoolFuture<T> implements ExecutorFuture<T> {
  #state: State = 'pending';
  #outcome: unknown = undefined;
  #control: WorkControl | null;
  #callbacks: ((future: ExecutorFuture<T>) => void)[] | null = null;
  #promise: Promise<T> | null = null;

  constructor(control: WorkControl | null) {
    this.#control = control;
  }

  cancel(options: { force?: boolean } = {}): boolean {
    if (this.#state !== 'pending') return this.#state === 'cancelled';
    if (this.#control?.cancel(options?.force === true) === false) return false;
    // Whoever cancelled it may have settled it already.
    if ((this.#state as State) === 'pending') this.#settle('cancelled', undefined);
    return true;
  }

  cancelled(): boolean {
    return this.#state === 'cancelled';
  }

  running(): boolean {
    return this.#state === 'pending' && this.#control?.begun() === true;
  }

  done(): boolean {
    return this.#state !== 'pending';
  }

  result(): T {
    if (this.exception() !== null || this.#state === 'failed') throw this.#outcome;
    return this.#outcome as T;
  }

  exception(): unknown {
    if (this.#state === 'pending') throw new InvalidStateError('the work is not done yet: await the future, or ask in a done callback');
    if (this.#state === 'cancelled') throw cancelled();
    return this.#state === 'failed' ? this.#outcome : null;
  }

  addDoneCallback(callback: (future: ExecutorFuture<T>) => void): void {
    if (typeof callback !== 'function') throw new TypeError(`addDoneCallback needs a function, got ${kindOf(callback)}`);
    if (this.#state !== 'pending') return this.#call(callback);
    this.#callbacks ??= [];
    this.#callbacks.push(callback);
  }

  removeDoneCallback(callback: (future: ExecutorFuture<T>) => void): void {
    if (this.#callbacks !== null) this.#callbacks = this.#callbacks.filter((one) => one !== callback);
  }

  then<R1 = T, R2 = never>(
    onfulfilled?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onrejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    this.#promise ??= new Promise<T>((resolve, reject) => {
      this.addDoneCallback(() => {
        if (this.#state === 'finished') resolve(this.#outcome as T);
        else reject(this.#state === 'cancelled' ? cancelled() : this.#outcome);
      });
    });
    return this.#promise.then(onfulfilled, onrejected);
  }

  toString(): string {
    return `<ExecutorFuture ${this.running() ? 'running' : this.#state}>`;
  }

  /** For its pool. What comes after it is done is dropped. */
  setResult(value: T): void {
    if (this.#state === 'pending') this.#settle('finished', value);
  }

  /** For its pool. What comes after it is done is dropped. */
  setException(error: unknown): void {
    if (this.#state === 'pending') this.#settle('failed', error);
  }

  #settle(state: State, outcome: unknown): void {
    this.#state = state;
    this.#outcome = outcome;
    this.#control = null;
    const callbacks = this.#callbacks;
    this.#callbacks = null;
    if (callbacks !== null) for (const callback of callbacks) this.#call(callback);
  }

  #call(callback: (future: ExecutorFuture<T>) => void): void {
    try {
      callback(this);
    } catch (error) {
      warnOfCallback(this, error);
    }
  }
}

/** A future that has failed already. */
export function failedFuture<T>(error: unknown): PoolFuture<T> {
  const future = new PoolFuture<T>(null);
  future.setException(error);
  return future;
}

function cancelled(): CancelledError {
  return new CancelledError('the work was cancelled');
}

function warnOfCallback(future: unknown, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`exception calling callback for ${future}`, { type: 'TsyncioWarning', detail });
}
