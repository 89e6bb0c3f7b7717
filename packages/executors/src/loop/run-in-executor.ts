import { type Executor, type ExecutorFuture, type Future, LoopError, type Work, wrapFuture } from '@tsyncio/core';
import { kindOf, type LoopState, refuseClosed } from '@tsyncio/core/area';
import { poolOf } from '../pool/pool-executor.ts';
import type { DefaultExecutor } from './default-executor.ts';

export function runInExecutor<A extends unknown[], R>(
  state: LoopState,
  defaults: DefaultExecutor,
  given: Executor | null,
  work: Work<A, R>,
  args: A,
): Future<Awaited<R>> {
  refuseClosed(state);
  const executor = given ?? defaults.get();
  if (typeof executor?.submit !== 'function') throw new TypeError(`runInExecutor needs an executor or null, got ${kindOf(executor)}`);
  const door = openDoor(state, executor);
  const submitted = executor.submit(work, ...args);
  const future = wrapFuture(submitted, { loop: state.loop });
  closeDoor(state, submitted, door);
  return future as Future<Awaited<R>>;
}

// In a run that blocks no message arrives by itself: the loop looks for them while something is expected.
function openDoor(state: LoopState, executor: Executor): (() => void) | null {
  const pool = poolOf(executor);
  if (state.blocking && !(pool?.canPoll ?? false)) {
    throw new LoopError(
      'ERR_SYNC_AWAIT',
      'in a run that blocks, only the results of thread and interpreter pools arrive: use one of these',
    );
  }
  if (pool === undefined || !pool.canPoll) return null;
  const look = (): void => pool.poll();
  state.doors.add(look);
  return look;
}

function closeDoor(state: LoopState, future: ExecutorFuture<unknown>, door: (() => void) | null): void {
  if (door !== null) future.addDoneCallback(() => state.doors.delete(door));
}
