import type { Executor, ThreadExecutor } from './executor.ts';
import type { Future } from './future.ts';
import type { Work } from './work.ts';

/** Work in threads and processes, as futures of the loop. */
export interface ExecutorApi {
  /**
   * Submit work at once, and give a future of this loop with its outcome, which is set in a turn of the loop. Cancelling it cancels work
   * that no worker has begun, and tells work that runs through `currentWork().signal`.
   *
   * @param executor - `null` for the loop's default executor: a `ThreadPoolExecutor` that is made when first needed.
   * @throws {LoopError} `ERR_LOOP_CLOSED`; `ERR_EXECUTOR_SHUTDOWN` after `shutdownDefaultExecutor`, for `null`.
   * @see asyncio `loop.run_in_executor`
   */
  runInExecutor<A extends unknown[], R>(executor: Executor | null, work: Work<A, R>, ...args: A): Future<Awaited<R>>;
  /**
   * Use this for `runInExecutor(null, …)`. It is shut down with the loop.
   *
   * @throws {TypeError} unless it is a `ThreadPoolExecutor`, such as an `InterpreterPoolExecutor`.
   * @see asyncio `loop.set_default_executor`
   */
  setDefaultExecutor(executor: ThreadExecutor): void;
  /**
   * Take no more work for the default executor, and wait until what was submitted is done and its workers have ended.
   *
   * @param timeout - Milliseconds after which a warning tells that it did not end, and the promise resolves all the same. No limit unless given.
   * @see asyncio `loop.shutdown_default_executor`
   */
  shutdownDefaultExecutor(timeout?: number): Promise<void>;
}
