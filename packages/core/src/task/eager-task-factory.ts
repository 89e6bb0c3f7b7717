import type { TaskFactory } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { stateOf } from '../loop/loop-state.ts';
import { createTask } from './create-task.ts';

/** Starts every task at once, up to its first wait. @see asyncio `asyncio.eager_task_factory` */
export const eagerTaskFactory: TaskFactory = createEagerTaskFactory((loop, coroutine, options) =>
  createTask(stateOf(loop), coroutine, options),
);

/** A factory that starts at once the tasks that `make` makes. @see asyncio `asyncio.create_eager_task_factory` */
export function createEagerTaskFactory(make: TaskFactory): TaskFactory {
  if (typeof make !== 'function') throw new TypeError(`createEagerTaskFactory needs a function that makes tasks, got ${kindOf(make)}`);
  return (loop, coroutine, options) => make(loop, coroutine, { ...options, eagerStart: options?.eagerStart ?? true });
}
