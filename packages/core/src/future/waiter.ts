import { type Cell, currentCell } from '../context/cell.ts';
import type { CancelledError } from '../errors.ts';
import { chainEnded } from '../loop/next-turn.ts';
import type { Runnable } from '../queue/runnable.ts';
import type { LoopTask } from '../task/loop-task.ts';
import type { LoopFuture } from './loop-future.ts';

const RESOLVED = Promise.resolve();

type OnFulfilled<T, R> = ((value: T) => R | PromiseLike<R>) | null | undefined;
type OnRejected<R> = ((reason: unknown) => R | PromiseLike<R>) | null | undefined;

/**
 * One call of `future.then`, that is one `await`, and what it returns. `await` never looks at the returned promise,
 * so a real one is made only when somebody does.
 */
export class Waiter<T, R> implements Runnable, PromiseLike<R> {
  readonly cell: Cell;
  readonly #future: LoopFuture<T>;
  readonly #onFulfilled: OnFulfilled<T, R>;
  readonly #onRejected: OnRejected<R>;
  /** The task that waits by this. */
  // biome-ignore lint/suspicious/noExplicitAny: a task of any type
  #task: LoopTask<any> | null = null;
  #promise: Promise<R> | null = null;
  #resolve: ((value: R | PromiseLike<R>) => void) | null = null;
  #reject: ((reason: unknown) => void) | null = null;
  #outcome: { readonly value: R | PromiseLike<R> } | null = null;

  constructor(future: LoopFuture<T>, cell: Cell, onFulfilled: OnFulfilled<T, R>, onRejected: OnRejected<R>) {
    this.#future = future;
    this.cell = cell;
    this.#onFulfilled = onFulfilled;
    this.#onRejected = onRejected;
  }

  /** `task` waits by this: cancelling it cancels the future. A generator waits by what it yields alone. */
  // biome-ignore lint/suspicious/noExplicitAny: a task of any type
  isWaitOf(task: LoopTask<any> | null): void {
    if (task === null || !task.isAsync || this.#future.status !== 'pending') return;
    this.#task = task;
    task.waitFor(this.#future);
    chainEnded(task);
  }

  /** The future is done: call the handler that fits. */
  run(): void {
    this.#settle(this.#task === null ? null : this.#task.resumeAfter(this.#future));
  }

  /** The future was done before: as a promise does it, in a microtask. That is no wait, so no cancellation comes in between. */
  runLater(): void {
    RESOLVED.then(() => this.#settle(null));
  }

  then<R1 = R, R2 = never>(
    onFulfilled?: ((value: R) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    if (this.#task === null) this.isWaitOf(currentCell()?.task ?? null);
    return this.#asPromise().then(onFulfilled, onRejected);
  }

  catch<R2 = never>(onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null): Promise<R | R2> {
    return this.#asPromise().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<R> {
    return this.#asPromise().finally(onFinally);
  }

  #settle(cancelled: CancelledError | null): void {
    const future = this.#future;
    const { task } = this.cell;
    (task?.state ?? future.state).continuations.started(task);
    const finished = future.status === 'finished';
    // Retrieved also where a cancellation takes its place.
    const failure = finished ? null : future.retrieveError();
    try {
      if (cancelled === null) this.#fulfill(finished ? this.#onResult(future.outcome as T) : this.#onError(failure));
      else this.#fulfill(this.#onError(cancelled));
    } catch (error) {
      this.#fail(error);
    }
  }

  #onResult(value: T): R | PromiseLike<R> {
    return typeof this.#onFulfilled === 'function' ? this.#onFulfilled(value) : (value as unknown as R);
  }

  #onError(error: unknown): R | PromiseLike<R> {
    if (typeof this.#onRejected === 'function') return this.#onRejected(error);
    throw error;
  }

  #fulfill(value: R | PromiseLike<R>): void {
    if (this.#resolve !== null) this.#resolve(value);
    else if (value === undefined) this.#outcome = NOTHING as { readonly value: R };
    else this.#outcome = { value };
  }

  // A rejection that nobody handles ends up where those of promises do.
  #fail(error: unknown): void {
    if (this.#reject === null) this.#promise = Promise.reject(error);
    else this.#reject(error);
  }

  #asPromise(): Promise<R> {
    if (this.#promise !== null) return this.#promise;
    const outcome = this.#outcome;
    this.#promise =
      outcome === null
        ? new Promise<R>((resolve, reject) => {
            this.#resolve = resolve;
            this.#reject = reject;
          })
        : Promise.resolve(outcome.value);
    return this.#promise;
  }
}

const NOTHING: { readonly value: unknown } = Object.freeze({ value: undefined });
