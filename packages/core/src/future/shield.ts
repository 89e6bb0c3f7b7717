import type { Awaitable } from '../interfaces/coroutine.ts';
import type { Future } from '../interfaces/future.ts';
import { ensureFuture } from './ensure-future.ts';
import { LoopFuture } from './loop-future.ts';

/**
 * A future that follows `awaitable`, whose cancellation does not reach it: what is shielded goes on.
 *
 * @see asyncio `asyncio.shield`
 */
export function shield<T>(awaitable: Awaitable<T>): Future<T> {
  const inner = ensureFuture(awaitable);
  if (inner.done()) return inner;
  const loop = inner.getLoop();
  const outer = loop.createFuture<T>();
  if (outer instanceof LoopFuture) outer.followsPromise = Boolean((inner as Partial<LoopFuture<T>>).followsPromise);
  const follow = (): void => {
    if (outer.done()) {
      // Nobody else will ask for the error now.
      if (!inner.cancelled() && inner.exception() !== null) reportLost(inner);
    } else if (inner.cancelled()) outer.cancel();
    else if (inner.exception() === null) outer.setResult(inner.result());
    else outer.setException(inner.exception());
  };
  inner.addDoneCallback(follow);
  return outer;
}

function reportLost(inner: Future<unknown>): void {
  inner.getLoop().callExceptionHandler({
    message: 'the future that was shielded failed after its shield was cancelled',
    exception: inner.exception(),
    future: inner,
  });
}
