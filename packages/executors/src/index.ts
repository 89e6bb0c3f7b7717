/**
 * Work in threads, isolated interpreters and processes.
 *
 * @packageDocumentation
 */
export type { ClosureWork, Executor, ExecutorApi, ExecutorFuture, MapOptions, ModuleWork, ScriptWork, Work } from '@tsyncio/core';
export { executors } from './area.ts';
export {
  BrokenExecutorError,
  BrokenInterpreterPoolError,
  BrokenProcessPoolError,
  BrokenThreadPoolError,
  ExecutionFailedError,
  NotShareableError,
  QueueFullError,
} from './errors.ts';
export { asCompleted } from './future/as-completed.ts';
export { type ReturnWhen, type WaitOptions, wait } from './future/wait.ts';
export { InterpreterPoolExecutor } from './interpreter-pool-executor.ts';
export type { PoolStats } from './pool/pool-stats.ts';
export type { InterpreterPoolOptions, ModulePoolOptions, PoolOptions, ProcessPoolOptions, ThreadPoolOptions } from './pool-options.ts';
export { ProcessPoolExecutor } from './process-pool-executor.ts';
export { ThreadPoolExecutor } from './thread-pool-executor.ts';
export { closure } from './work/closure.ts';
export { transfer } from './work/transfer.ts';
export { type CurrentWork, currentWork, currentWorker } from './worker/current-work.ts';
