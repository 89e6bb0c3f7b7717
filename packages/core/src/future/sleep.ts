import type { Future } from '../interfaces/future.ts';
import { getRunningLoop } from '../loop/running-loop.ts';

/**
 * A future done after `delay` milliseconds; of 0 or less, in the next turn. Cancelling it cancels the timer.
 *
 * @throws {LoopError} `ERR_NO_RUNNING_LOOP` outside a loop; {@link RangeError} when `delay` is not a number.
 * @see asyncio `asyncio.sleep`
 */
export function sleep<T = void>(delay: number, result?: T): Future<T> {
  const loop = getRunningLoop();
  if (typeof delay !== 'number' || Number.isNaN(delay)) throw new RangeError(`sleep needs a delay in milliseconds, got ${String(delay)}`);
  const future = loop.createFuture<T>();
  const wake = (): void => {
    if (!future.done()) future.setResult(result as T);
  };
  const timer = delay <= 0 ? loop.callSoon(wake) : loop.callLater(delay, wake);
  if (delay > 0) future.addDoneCallback(() => timer.cancel());
  return future;
}
