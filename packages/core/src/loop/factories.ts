import type { Area } from '../area.ts';
import { LoopFuture } from '../future/loop-future.ts';
import type { Loop } from '../interfaces/loop.ts';
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
          return state.taskFactory(loop, coroutine, options);
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
