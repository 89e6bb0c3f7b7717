import { thrown } from '../errors.ts';
import type { ExecutorFuture } from '../interfaces/executor-future.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import { kindOf } from '../kind-of.ts';
import { currentLoop } from '../loop/current-loop.ts';
import { followExecutor, isExecutorFuture } from './follow-executor.ts';
import { givenLoop } from './given-loop.ts';
import { isFuture } from './is-future.ts';
import { LoopFuture } from './loop-future.ts';

/**
 * A future of the loop that follows a promise. Cancelling it drops the promise's outcome: the work behind the promise goes on,
 * unless it was given `task.signal`. The future of an executor is cancelled with it. A future of a loop is returned as it is. Without `loop` it is
 * one of the running loop; outside of any, of the one that `setEventLoop` was given.
 *
 * @see asyncio `asyncio.wrap_future`
 */
export function wrapFuture<T>(promise: PromiseLike<T>, options?: { loop?: Loop }): Future<T> {
  const chosen = givenLoop(options, 'wrapFuture');
  if (isFuture(promise)) return promise as Future<T>;
  if (!isThenable(promise)) throw new TypeError(`wrapFuture needs a promise, got ${kindOf(promise)}`);
  const loop = chosen ?? currentLoop();
  if (isExecutorFuture(promise)) return followExecutor(promise as ExecutorFuture<T>, loop);
  const future = loop.createFuture<T>();
  if (future instanceof LoopFuture) future.followsPromise = true;
  const takesResult = (): boolean => !future.done() && !loop.isClosed();
  promise.then(
    (value) => takesResult() && future.setResult(value),
    (error) => takesResult() && future.setException(thrown(error)),
  );
  return future;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
  );
}
