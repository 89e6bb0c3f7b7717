import type { Context } from './context.ts';
import type { Loop } from './loop.ts';

/**
 * A result that is not there yet, on one loop.
 *
 * It can be awaited (`await future` in an async function, `yield* future` in a generator), by many waiters and many times.
 * Awaiting it inside a task registers the task as its waiter: cancelling the task cancels the future.
 *
 * @see asyncio `asyncio.Future`
 */
export interface Future<T> extends PromiseLike<T> {
  /** Whether it has a result, has failed or was cancelled. */
  done(): boolean;
  /** Whether it was cancelled. */
  cancelled(): boolean;
  /**
   * The result.
   *
   * @throws what `setException` was given; {@link CancelledError} when cancelled; {@link InvalidStateError} while pending.
   */
  result(): T;
  /**
   * The error it failed with, or `null` when it succeeded.
   *
   * @throws {@link CancelledError} when cancelled; {@link InvalidStateError} while pending.
   */
  exception(): unknown;
  /** Finish it with a result. @throws {@link InvalidStateError} when it is done already. */
  setResult(value: T): void;
  /**
   * Finish it with an error; a class of errors is instantiated. An error that nobody retrieves is reported
   * through the loop's exception handler once the future is collected.
   *
   * @throws {@link InvalidStateError} when it is done already; {@link TypeError} for `null` and `undefined`.
   */
  setException(error: unknown): void;
  /** Cancel it: waiters get a {@link CancelledError} with this message. `false` when it was done already. */
  cancel(message?: string): boolean;
  /**
   * Call `callback(future)` once it is done, through `callSoon`, never at once, in order of registration.
   * The callback runs in `context`, or in a copy of the context current now.
   */
  addDoneCallback(callback: (future: this) => void, options?: { context?: Context }): void;
  /** Remove every registration of `callback`; returns how many there were. */
  removeDoneCallback(callback: (future: this) => void): number;
  /** The loop it belongs to. */
  getLoop(): Loop;
  catch<R = never>(onRejected?: (reason: unknown) => R | PromiseLike<R>): Promise<T | R>;
  finally(onFinally?: () => void): Promise<T>;
  // biome-ignore lint/suspicious/noExplicitAny: it is sent back into the generator by the task, whatever it holds
  [Symbol.iterator](): Generator<Future<any>, T, any>;
}
