/**
 * The outcome of work that was submitted to an executor.
 *
 *   pending ──► running ──► done
 *      └──► cancelled
 *
 * Awaiting it gives the result. In a task prefer `loop.runInExecutor` or `wrapFuture`, whose futures a cancellation of the task reaches.
 *
 * @see Python `concurrent.futures.Future`
 */
export interface ExecutorFuture<T> extends PromiseLike<T> {
  /**
   * Cancel work that no worker has begun. Work that runs is told through its `AbortSignal` (`currentWork().signal`), and goes on.
   *
   * @param options - With `force` the worker that runs it is killed, only this one, and the pool makes another when it needs one.
   * @returns whether the future is cancelled now.
   */
  cancel(options?: { force?: boolean }): boolean;
  cancelled(): boolean;
  /** Whether a worker has begun with it. */
  running(): boolean;
  /** Whether it has a result, has failed or was cancelled. */
  done(): boolean;
  /** The result. @throws what the work threw; `CancelledError`; `InvalidStateError` before it is done: await it instead. */
  result(): T;
  /** What the work failed with, `null` if it did not. @throws `CancelledError`; `InvalidStateError` before it is done. */
  exception(): unknown;
  /**
   * Have `callback` called with this future once it is done, at once if it is already. An error it throws is a warning of the process, and
   * does not keep the others from being called.
   */
  addDoneCallback(callback: (future: ExecutorFuture<T>) => void): void;
}
