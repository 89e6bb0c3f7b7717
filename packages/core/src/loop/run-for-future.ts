import { LoopError } from '../errors.ts';
import { ensureFuture } from '../future/ensure-future.ts';
import type { Awaitable } from '../interfaces/coroutine.ts';
import type { Future } from '../interfaces/future.ts';
import type { LoopState } from './loop-state.ts';

/** What a run is for: a future as it is, anything else as one that nobody else has, whose run may be stopped for good. */
export function futureToRun<T>(state: LoopState, awaitable: Awaitable<T>): Future<T> {
  const future = ensureFuture(awaitable, { loop: state.loop });
  if (future !== (awaitable as unknown)) state.tasks.keepQuiet(future);
  return future;
}

/** Have the run stop once `future` is done; the answer takes that back. */
export function stopWhenDone(state: LoopState, future: Future<unknown>): () => void {
  const stop = (): void => {
    state.stopping = true;
  };
  future.addDoneCallback(stop);
  return () => void future.removeDoneCallback(stop);
}

/** What a run for `future` results in. @throws {LoopError} `ERR_LOOP_STOPPED` when it was stopped before. */
export function resultOfRun<T>(future: Future<T>): T {
  if (future.done()) return future.result();
  throw new LoopError(
    'ERR_LOOP_STOPPED',
    'the event loop was stopped before the future was done; it stays pending, and another run goes on with it',
  );
}
