import { nameErrors } from '@tsyncio/core/area';

/** A pool that cannot work any more; `cause` tells what broke it. */
export class BrokenExecutorError extends Error {
  readonly code = 'ERR_BROKEN_EXECUTOR';
}

/** A worker thread ended, or its initializer failed. */
export class BrokenThreadPoolError extends BrokenExecutorError {}

/** The same of an interpreter. */
export class BrokenInterpreterPoolError extends BrokenThreadPoolError {}

/** A worker process ended, or its initializer failed. */
export class BrokenProcessPoolError extends BrokenExecutorError {}

/** The work threw inside an interpreter; `cause` is a copy of what it threw, with its remote stack. */
export class ExecutionFailedError extends Error {
  readonly code = 'ERR_EXECUTION_FAILED';
}

/** Something cannot cross to a worker, or back: the message names it, and where it is. */
export class NotShareableError extends TypeError {
  readonly code = 'ERR_NOT_SHAREABLE';
}

/** The queue of an executor is as long as `maxQueue` allows. */
export class QueueFullError extends Error {
  readonly code = 'ERR_EXECUTOR_QUEUE_FULL';
}

for (const type of [
  BrokenExecutorError,
  BrokenThreadPoolError,
  BrokenInterpreterPoolError,
  BrokenProcessPoolError,
  ExecutionFailedError,
  NotShareableError,
  QueueFullError,
])
  nameErrors(type);
