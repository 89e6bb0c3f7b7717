import { LoopError } from '../errors.ts';
import { isFuture } from '../future/is-future.ts';
import type { LoopFuture } from '../future/loop-future.ts';
import { isThenable } from '../future/wrap-future.ts';
import { realm } from '../realm.ts';
import type { LoopTask } from './loop-task.ts';

/** Run a generator up to its next wait, asyncio's `Task.__step`. What it waits for queues the task again. */
export function stepGenerator<T>(task: LoopTask<T>): void {
  const outer = realm.stepping;
  realm.stepping = task.own;
  try {
    const { done, value } = resume(task);
    if (done) task.complete(value as T);
    else wait(task, value);
  } catch (error) {
    task.fail(error);
  } finally {
    realm.stepping = outer;
  }
}

function resume<T>(task: LoopTask<T>): IteratorResult<unknown, T> {
  const generator = task.coroutine as Generator<unknown, T, unknown>;
  const { toThrow } = task;
  const cancelled = task.resumeAfter(task.waits.first());
  task.toThrow = null;
  task.waits.clear();
  if (cancelled !== null) return generator.throw(cancelled);
  return toThrow === null ? generator.next() : generator.throw(toThrow.error);
}

function wait(task: LoopTask<unknown>, yielded: unknown): void {
  if (yielded === undefined) return task.start();
  const refusal = refuse(task, yielded);
  if (refusal !== null) {
    task.toThrow = { error: refusal };
    return task.start();
  }
  const future = yielded as LoopFuture<unknown>;
  future.yielded = false;
  future.addWaiter(task);
  task.waitFor(future);
}

function refuse(task: LoopTask<unknown>, yielded: unknown): LoopError | null {
  if (task.state.blocking && followsPromise(yielded)) {
    return new LoopError('ERR_SYNC_AWAIT', `${task} cannot wait for a promise of Node in a run that blocks: it would never settle`);
  }
  if (!isFuture(yielded))
    return new LoopError('ERR_BAD_YIELD', `${task} yielded ${describe(yielded)}: use yield* with a future of the loop`);
  const future = yielded as unknown as LoopFuture<unknown>;
  if (future === task) return new LoopError('ERR_TASK_SELF_AWAIT', `${task} cannot wait for itself`);
  if (future.state !== task.state)
    return new LoopError('ERR_FOREIGN_LOOP', `${task} cannot wait for ${future}: it belongs to another loop`);
  if (!future.yielded) return new LoopError('ERR_BAD_YIELD', `yield was used instead of yield* in ${task} with ${future}`);
  return null;
}

function followsPromise(yielded: unknown): boolean {
  return isFuture(yielded) ? (yielded as unknown as LoopFuture<unknown>).followsPromise : isThenable(yielded);
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? `an object (${value.constructor?.name ?? 'without a class'})` : String(value);
}
