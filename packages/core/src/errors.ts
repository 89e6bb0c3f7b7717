/** Thrown where a cancelled task or future is waited for. An ordinary `Error`: code that catches everything catches it too. */
export class CancelledError extends Error {
  readonly code = 'ERR_CANCELLED';
}

/**
 * A cancellation that the loop delivers. It has no stack: there would be nothing in it but the loop itself, and making it takes longer than
 * all the rest of a cancellation.
 */
export function cancellation(message?: string): CancelledError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new CancelledError(message === undefined ? undefined : String(message));
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** What was thrown, for a future to fail with: `null` there means that nothing was. */
export function thrown(error: unknown): unknown {
  return error ?? new TypeError(`${error} was thrown where an error was expected`);
}

/** The state of a future does not allow this: a result before it is done, or a second result. */
export class InvalidStateError extends Error {
  readonly code = 'ERR_INVALID_STATE';
}

/** A time limit passed. */
export class TimeoutError extends Error {
  readonly code = 'ERR_TIMEOUT';
}

/** This loop or transport has no such ability. */
export class NotImplementedError extends Error {
  readonly code = 'ERR_NOT_IMPLEMENTED';
}

/** The system cannot send this file by itself. */
export class SendfileNotAvailableError extends Error {
  readonly code = 'ERR_SENDFILE_NOT_AVAILABLE';
}

export type LoopErrorCode =
  | 'ERR_LOOP_CLOSED'
  | 'ERR_LOOP_RUNNING'
  | 'ERR_LOOP_STOPPED'
  | 'ERR_NO_RUNNING_LOOP'
  | 'ERR_NO_EVENT_LOOP'
  | 'ERR_FOREIGN_LOOP'
  | 'ERR_SYNC_AWAIT'
  | 'ERR_TASK_RESULT'
  | 'ERR_TASK_SELF_AWAIT'
  | 'ERR_BAD_YIELD'
  | 'ERR_FD_IN_USE'
  | 'ERR_TRANSPORT_STATE'
  | 'ERR_EXECUTOR_SHUTDOWN'
  | 'ERR_NOT_MAIN_THREAD'
  | 'ERR_SIGNAL_UNCATCHABLE'
  | 'ERR_SERVER_CLOSED'
  | 'ERR_SERVER_AWAITED'
  | 'ERR_RUNNER_CLOSED';

/** A loop, task, transport or server was used in a way its state forbids: asyncio's RuntimeError, told apart by `code`. */
export class LoopError extends Error {
  readonly code: LoopErrorCode;

  constructor(code: LoopErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

for (const type of [CancelledError, InvalidStateError, TimeoutError, NotImplementedError, SendfileNotAvailableError, LoopError])
  nameErrors(type);

/** An error says its class in front of its message, as Node's own do. */
export function nameErrors(type: { readonly name: string; readonly prototype: Error }, name: string = type.name): void {
  Object.defineProperty(type.prototype, 'name', { value: name, configurable: true, writable: true });
}
