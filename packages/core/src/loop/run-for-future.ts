import { LoopError } from '../errors.ts';
import type { Future } from '../interfaces/future.ts';
import type { LoopState } from './loop-state.ts';

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
