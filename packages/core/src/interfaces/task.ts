import type { Context } from './context.ts';
import type { Coroutine } from './coroutine.ts';
import type { Future } from './future.ts';
import type { Loop } from './loop.ts';

/**
 * A coroutine running on a loop; its future is the coroutine's result.
 *
 * `setResult` and `setException` throw `ERR_TASK_RESULT`: only its coroutine decides.
 *
 * @see asyncio `asyncio.Task`
 */
export interface Task<T> extends Future<T> {
  getName(): string;
  setName(name: string): void;
  /** What it runs. */
  getCoro(): Coroutine<T>;
  /** The context its coroutine runs in. */
  getContext(): Context;
  /**
   * Ask the task to stop: {@link CancelledError} is thrown where it waits, at the latest at its next wait. Never at once: `finally`
   * blocks run first, and the coroutine may catch the error and go on. `false` when the task was done already.
   *
   * All futures that the task waits for are cancelled: under `Promise.all` each of them. After `Promise.race` the losers still count among
   * them. `then` with one handler, `catch` and `finally` by hand are no waits, unless what they give is awaited. A wait for a promise that is not the loop's is not reached: give what is behind it {@link Task.signal}.
   */
  cancel(message?: string): boolean;
  /** How many times `cancel` was asked for and not taken back by `uncancel`. */
  cancelling(): number;
  /** Take one `cancel` back; returns how many are left. At zero, a cancellation not delivered yet is dropped. */
  uncancel(): number;
  /** Aborted when the task is asked to cancel: hand it to fetch, fs, timers/promises. Made on first use. */
  readonly signal: AbortSignal;
}

export interface TaskOptions {
  /** Shown in messages; `Task-N` unless given. */
  name?: string;
  /** Run in this context itself, not in a copy. */
  context?: Context;
  /** Run the coroutine up to its first wait now, inside `createTask`, when the loop is running. */
  eagerStart?: boolean;
  /** Its abort cancels the task. */
  signal?: AbortSignal;
}

/** Makes the tasks of a loop. @see asyncio `loop.set_task_factory` */
export type TaskFactory = <T>(loop: Loop, coroutine: Coroutine<T>, options?: TaskOptions) => Task<T>;
