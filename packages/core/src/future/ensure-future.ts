import { iscoroutine } from '../coroutine/is-coroutine.ts';
import { LoopError } from '../errors.ts';
import type { Awaitable } from '../interfaces/coroutine.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import { kindOf } from '../kind-of.ts';
import { currentLoop } from '../loop/current-loop.ts';
import { givenLoop } from './given-loop.ts';
import { isFuture } from './is-future.ts';
import { isThenable, wrapFuture } from './wrap-future.ts';

/**
 * A future for anything that can be waited for: a future as it is, a coroutine as a task, a promise wrapped. Without `loop` it is one of the running
 * loop; outside of any, of the one that `setEventLoop` was given.
 *
 * @throws {TypeError} when it cannot be waited for; {@link LoopError} `ERR_FOREIGN_LOOP` for a future of another loop,
 * `ERR_NO_RUNNING_LOOP` or `ERR_NO_EVENT_LOOP` when a loop is needed and there is none.
 * @see asyncio `asyncio.ensure_future`
 */
export function ensureFuture<T>(awaitable: Awaitable<T>, options?: { loop?: Loop }): Future<T> {
  const loop = givenLoop(options, 'ensureFuture');
  if (isFuture(awaitable)) {
    if (loop !== undefined && awaitable.getLoop() !== loop) {
      throw new LoopError('ERR_FOREIGN_LOOP', 'the future belongs to a different loop than the one given');
    }
    return awaitable as Future<T>;
  }
  if (iscoroutine(awaitable)) return (loop ?? currentLoop()).createTask(awaitable as never);
  if (isThenable(awaitable)) return wrapFuture(awaitable as PromiseLike<T>, options);
  throw new TypeError(`a future, promise, async function or generator was expected, got ${kindOf(awaitable)}`);
}
