import { thrown } from '../errors.ts';
import type { ExecutorFuture } from '../interfaces/executor-future.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import { enqueueFromHost } from '../loop/enqueue.ts';
import { stateOf } from '../loop/loop-state.ts';
import { LoopHandle } from '../queue/loop-handle.ts';

/** Whether it is the future of an executor, whoever made that. */
export function isExecutorFuture(value: unknown): value is ExecutorFuture<unknown> {
  const { addDoneCallback, cancel, cancelled, result } = value as Partial<ExecutorFuture<unknown>>;
  return [addDoneCallback, cancel, cancelled, result].every((method) => typeof method === 'function');
}

/** A future of the loop with the outcome of work; each cancels the other. */
export function followExecutor<T>(source: ExecutorFuture<T>, loop: Loop): Future<T> {
  const state = stateOf(loop);
  const future = loop.createFuture<T>();
  future.addDoneCallback(() => {
    if (future.cancelled()) source.cancel();
  });
  source.addDoneCallback(() => {
    // Whoever closed the loop does not wait for it any more.
    if (state.phase !== 'closed') enqueueFromHost(state, new LoopHandle(state, state.baseCell, settle, [source, future]));
  });
  return future;
}

function settle<T>(source: ExecutorFuture<T>, future: Future<T>): void {
  if (future.done()) return;
  if (source.cancelled()) {
    future.cancel();
    return;
  }
  let result: T;
  try {
    result = source.result();
  } catch (error) {
    future.setException(thrown(error));
    return;
  }
  future.setResult(result);
}
