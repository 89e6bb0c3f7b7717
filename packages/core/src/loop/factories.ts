import type { Area } from '../area.ts';
import { LoopFuture } from '../future/loop-future.ts';
import type { Loop } from '../interfaces/loop.ts';
import type { Task } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { createTask } from '../task/create-task.ts';
import { refuseClosed } from './enqueue.ts';
import { stateOf } from './loop-state.ts';

type Factories = Pick<Loop, 'createFuture' | 'createTask' | 'setTaskFactory' | 'getTaskFactory'>;

/** Futures and tasks. */
export function factories(): Area<'factories', Factories> {
  return {
    name: 'factories',
    install: (loop) => {
      const state = stateOf(loop);
      return {
        createFuture: <T>() => new LoopFuture<T>(state),
        createTask: (coroutine, options) => {
          if (state.taskFactory === null) return createTask(state, coroutine, options);
          refuseClosed(state);
          return checkTask(state.taskFactory(loop, coroutine, options));
        },
        setTaskFactory: (factory) => {
          if (factory !== null && typeof factory !== 'function')
            throw new TypeError(`a task factory must be a function or null, got ${typeof factory}`);
          state.taskFactory = factory;
        },
        getTaskFactory: () => state.taskFactory,
      };
    },
  };
}

// It may be somebody's own, and less than a task, but it must be one to wait for.
function checkTask<T>(task: Task<T>): Task<T> {
  if (typeof (task as Partial<Task<T>> | null | undefined)?.addDoneCallback !== 'function')
    throw new TypeError(`a task factory must return the task that it made, got ${kindOf(task)}`);
  return task;
}
