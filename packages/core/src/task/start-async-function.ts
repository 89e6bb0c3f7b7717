import { isPromise } from 'node:util/types';
import { cancellation, LoopError } from '../errors.ts';
import { isThenable } from '../future/wrap-future.ts';
import { chainEnded, chainEndedForGood } from '../loop/next-turn.ts';
import type { LoopTask } from './loop-task.ts';

/** The one step of a task over an async function: call it, and let its promise finish the task. Runs in the task's own cell. */
export function startAsyncFunction<T>(task: LoopTask<T>): void {
  if (task.cancelPending) return task.fail(cancellation(task.pendingMessage));
  if (task.state.blocking) return task.fail(syncAwait(task));
  const { continuations } = task.state;
  continuations.started(task);
  try {
    const promise = (task.coroutine as () => PromiseLike<T>)();
    if (!isThenable(promise)) throw notAsync(task);
    task.followsPromise = true;
    // A thenable of somebody else may call back in the middle of anything.
    const ended = isPromise(promise) ? chainEndedForGood : chainEnded;
    promise.then(
      (value) => {
        task.complete(value);
        ended(task);
      },
      (error) => {
        task.fail(error);
        ended(task);
      },
    );
  } catch (error) {
    task.fail(error);
    continuations.ended(task);
  }
}

function syncAwait(task: LoopTask<unknown>): LoopError {
  return new LoopError(
    'ERR_SYNC_AWAIT',
    `${task} is an async function, whose promise cannot settle in a run that blocks: write it as a generator`,
  );
}

function notAsync(task: LoopTask<unknown>): TypeError {
  return new TypeError(`${task} needs an async function: what it runs did not return a promise`);
}
