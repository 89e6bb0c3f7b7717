/**
 * Work in threads, isolated interpreters and processes.
 *
 * @packageDocumentation
 */
export type { ClosureWork, Executor, ExecutorApi, ExecutorFuture, MapOptions, ModuleWork, ScriptWork, Work } from '@tsyncio/core';
export {
  BrokenExecutorError,
  BrokenInterpreterPoolError,
  BrokenProcessPoolError,
  BrokenThreadPoolError,
  ExecutionFailedError,
  NotShareableError,
  QueueFullError,
} from './errors.ts';
export type { InterpreterPoolOptions, ModulePoolOptions, PoolOptions, ProcessPoolOptions, ThreadPoolOptions } from './pool-options.ts';
