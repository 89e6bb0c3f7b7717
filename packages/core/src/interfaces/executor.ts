import type { ExecutorFuture } from './executor-future.ts';
import type { Work } from './work.ts';

export interface MapOptions {
  /** Milliseconds from the call of `map`, after which the next result that is not there fails with `TimeoutError`. No limit unless given. */
  timeout?: number;
  /** How many calls a worker is sent at a time; 1 unless given. */
  chunksize?: number;
  /** How many calls may be submitted ahead of what was taken. Without it, all are submitted at once. */
  buffersize?: number;
}

/**
 * Does work elsewhere.
 *
 * @see Python `concurrent.futures.Executor`
 */
export interface Executor {
  /**
   * Have a worker call `work` with copies of `args`. It never throws: what is wrong with the work, or with the executor, is what the future
   * fails with. `NotShareableError` when something of it cannot be copied, `BrokenExecutorError` when a worker died, `LoopError`
   * `ERR_EXECUTOR_SHUTDOWN` after `shutdown`.
   */
  submit<A extends unknown[], R>(work: Work<A, R>, ...args: A): ExecutorFuture<Awaited<R>>;
  /**
   * Call `work` with one element of each iterable, until the shortest ends; results come in this order. Work is submitted during the call,
   * not first when results are asked for. Leaving early, an error and the time limit cancel what has not begun.
   *
   * @throws {TypeError} {@link RangeError} for wrong arguments.
   */
  map<A extends unknown[], R>(work: Work<A, R>, iterables: readonly Iterable<unknown>[], options?: MapOptions): AsyncIterable<Awaited<R>>;
  /**
   * Take no more work, and end the workers when what was submitted is done. It may be called again.
   *
   * @param options - `wait: false`: the promise does not wait for the end. `cancelFutures`: what no worker has begun is cancelled.
   */
  shutdown(options?: { wait?: boolean; cancelFutures?: boolean }): Promise<void>;
  /** `shutdown()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An executor whose workers are threads of this process. */
export interface ThreadExecutor extends Executor {
  readonly kind: 'thread' | 'interpreter';
}
