import type { Area, ExecutorApi } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { DefaultExecutor } from './loop/default-executor.ts';
import { runInExecutor } from './loop/run-in-executor.ts';

/** Work in threads and processes, as futures of the loop. */
export function executors(): Area<'executors', ExecutorApi> {
  return {
    name: 'executors',
    install: (loop) => {
      const state = stateOf(loop);
      const defaults = new DefaultExecutor(state);
      return {
        runInExecutor: (executor, work, ...args) => runInExecutor(state, defaults, executor, work, args),
        setDefaultExecutor: (executor) => defaults.set(executor),
        shutdownDefaultExecutor: (timeout) => defaults.shutdown(timeout),
      };
    },
  };
}
