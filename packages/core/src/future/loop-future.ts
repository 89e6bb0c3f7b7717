import { Cell, captureScope, currentCell } from '../context/cell.ts';
import { checkContext } from '../context/check-context.ts';
import type { ContextStore } from '../context/context-store.ts';
import { captureCell } from '../context/current-context.ts';
import { sourceTraceback } from '../debug/source-traceback.ts';
import { cancellation, InvalidStateError, LoopError } from '../errors.ts';
import type { Context } from '../interfaces/context.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import { kindOf } from '../kind-of.ts';
import { enqueue } from '../loop/enqueue.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { type OptionNames, ownOptions } from '../own-options.ts';
import { LoopHandle } from '../queue/loop-handle.ts';
import type { Runnable } from '../queue/runnable.ts';
import { showAsText } from '../queue/show-as-text.ts';
import { describeFuture } from './describe.ts';
import { FutureIterator } from './future-iterator.ts';
import { FUTURE_BRAND } from './is-future.ts';
import { type Failure, forgetFailure, watchFailure } from './unretrieved.ts';
import { Waiter } from './waiter.ts';

/**
 *              setResult
 *   pending ──────────────► finished
 *      │ ───setException──► failed
 *      └────cancel────────► cancelled
 */
export type FutureState = 'pending' | 'finished' | 'failed' | 'cancelled';

const CALLBACK_OPTIONS: OptionNames<{ context?: Context }> = { context: true };

/** {@link Future}, and what tasks are made of. Waiters are queued in the order in which they came. */
export class LoopFuture<T> implements Future<T> {
  readonly state: LoopState;
  status: FutureState = 'pending';
  /** The result, or what it failed with, or the {@link CancelledError} that a task let out. */
  outcome: unknown = undefined;
  cancelMessage: string | undefined = undefined;
  /** One waiter is by far the most common number. */
  waiters: Runnable | Runnable[] | null = null;
  /** Set by `yield*` just before it hands the future to the task. */
  yielded = false;
  failure: Failure | null = null;
  /** Whether only a promise of Node can finish it. */
  followsPromise = false;
  /** Where it was made, in debug mode. */
  readonly source: string | null;

  constructor(state: LoopState) {
    this.state = state;
    this.source = state.debug ? sourceTraceback() : null;
  }

  get [Symbol.toStringTag](): string {
    return 'Future';
  }

  done(): boolean {
    return this.status !== 'pending';
  }

  cancelled(): boolean {
    return this.status === 'cancelled';
  }

  result(): T {
    if (this.status === 'finished') return this.outcome as T;
    if (this.status === 'pending') throw new InvalidStateError(`the result of ${this} is not there yet: await it, or ask done() first`);
    throw this.retrieveError();
  }

  exception(): unknown {
    if (this.status === 'finished') return null;
    if (this.status === 'pending') throw new InvalidStateError(`${this} has not failed yet: await it, or ask done() first`);
    const error = this.retrieveError();
    if (this.status === 'cancelled') throw error;
    return error;
  }

  setResult(value: T): void {
    this.settle('finished', value);
  }

  setException(error: unknown): void {
    if (error === null || error === undefined) throw new TypeError(`setException needs what is to be thrown, got ${error}`);
    this.settle('failed', isErrorClass(error) ? new error() : error);
    this.failure = watchFailure(this);
  }

  cancel(message?: string): boolean {
    this.retrieved();
    if (this.status !== 'pending') return false;
    this.cancelMessage = message;
    this.settle('cancelled', undefined);
    return true;
  }

  addDoneCallback(callback: (future: this) => void, options?: { context?: Context }): void {
    if (typeof callback !== 'function') throw new TypeError(`addDoneCallback needs a function, got ${kindOf(callback)}`);
    const context = options === undefined ? undefined : ownOptions(options, 'addDoneCallback', CALLBACK_OPTIONS).context;
    const cell = context === undefined ? captureCell(this.state) : cellOf(this.state, checkContext(context, "a callback's"));
    this.addWaiter(new LoopHandle(this.state, cell, callback, [this]));
  }

  removeDoneCallback(callback: (future: this) => void): number {
    const before = waitersOf(this);
    const kept = before.filter((waiter) => !(waiter instanceof LoopHandle && waiter.callback === callback));
    this.waiters = kept.length === 0 ? null : kept;
    return before.length - kept.length;
  }

  getLoop(): Loop {
    return this.state.loop;
  }

  then<R1 = T, R2 = never>(
    onFulfilled?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): PromiseLike<R1 | R2> {
    const cell = currentCell();
    const task = cell?.task ?? null;
    if (task !== null && this.status === 'pending') refuseMeaninglessWait(this, task);
    const waiter = listen(this, cell, onFulfilled, onRejected);
    // `await`, Promise.all and the like give both handlers. What is called by hand with one is waited for only when its answer is awaited.
    if (typeof onFulfilled === 'function' && typeof onRejected === 'function') waiter.isWaitOf(task);
    return waiter;
  }

  catch<R = never>(onRejected?: (reason: unknown) => R | PromiseLike<R>): Promise<T | R> {
    return this.then(null, onRejected) as Promise<T | R>;
  }

  finally(onFinally?: () => void): Promise<T> {
    const call = async (): Promise<void> => onFinally?.();
    const waiter = listen<T, T, T>(
      this,
      currentCell(),
      (value) => call().then(() => value),
      (error) =>
        call().then(() => {
          throw error;
        }),
    );
    return waiter as unknown as Promise<T>;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in the interface
  [Symbol.iterator](): Generator<Future<any>, T, any> {
    return new FutureIterator<T>(this);
  }

  toString(): string {
    return describeFuture(this);
  }

  /** Queue `waiter` once this is done; now when it is already. */
  addWaiter(waiter: Runnable): void {
    if (this.status !== 'pending') enqueue(this.state, waiter);
    else if (this.waiters === null) this.waiters = waiter;
    else if (Array.isArray(this.waiters)) this.waiters.push(waiter);
    else this.waiters = [this.waiters, waiter];
  }

  /** What a waiter gets thrown; from now on it counts as retrieved. */
  retrieveError(): unknown {
    this.retrieved();
    if (this.status === 'failed') return this.outcome;
    this.outcome ??= cancellation(this.cancelMessage);
    return this.outcome;
  }

  protected settle(status: FutureState, outcome: unknown): void {
    if (this.status !== 'pending') throw new InvalidStateError(`${this} is done already`);
    this.status = status;
    this.outcome = outcome;
    const { waiters } = this;
    this.waiters = null;
    if (Array.isArray(waiters)) for (const waiter of waiters) enqueue(this.state, waiter);
    else if (waiters !== null) enqueue(this.state, waiters);
  }

  private retrieved(): void {
    if (this.failure === null) return;
    forgetFailure(this.failure);
    this.failure = null;
  }
}

Object.defineProperty(LoopFuture.prototype, FUTURE_BRAND, { value: true });
showAsText(LoopFuture.prototype);

// biome-ignore lint/suspicious/noExplicitAny: any task at all
function refuseMeaninglessWait(future: LoopFuture<any>, task: LoopFuture<any>): void {
  if (task === future) throw new LoopError('ERR_TASK_SELF_AWAIT', `${task} cannot wait for itself`);
  if (task.state !== future.state && !task.done()) {
    throw new LoopError('ERR_FOREIGN_LOOP', `${task} cannot wait for ${future}: it belongs to another loop`);
  }
}

/** Have the handler that fits called, in `cell`. */
function listen<T, R1, R2>(
  future: LoopFuture<T>,
  cell: Cell | undefined,
  onFulfilled: ((value: T) => R1 | PromiseLike<R1>) | null | undefined,
  onRejected: ((reason: unknown) => R2 | PromiseLike<R2>) | null | undefined,
): Waiter<T, R1 | R2> {
  const waiter = new Waiter<T, R1 | R2>(future, cell ?? future.state.baseCell, onFulfilled, onRejected);
  if (future.status === 'pending') future.addWaiter(waiter);
  else waiter.runLater();
  return waiter;
}

function cellOf(state: LoopState, context: ContextStore): Cell {
  return new Cell(state, null, context, false, captureScope(state));
}

function waitersOf({ waiters }: LoopFuture<unknown>): Runnable[] {
  if (waiters === null) return [];
  return Array.isArray(waiters) ? waiters : [waiters];
}

function isErrorClass(value: unknown): value is new () => Error {
  return typeof value === 'function' && (value === Error || value.prototype instanceof Error);
}
