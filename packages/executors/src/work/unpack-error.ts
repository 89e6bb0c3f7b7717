import {
  CancelledError,
  InvalidStateError,
  LoopError,
  NotImplementedError,
  SendfileNotAvailableError,
  SystemError,
  TimeoutError,
} from '@tsyncio/core';
import { NotShareableError } from '../errors.ts';
import type { PackedError, PackedThrown } from './packed-error.ts';

/** Which worker an error comes from: an error's own property `worker`. */
export interface WorkerName {
  readonly name: string;
  /** The thread's or process' number. */
  readonly id: number;
}

const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  __proto__: null as never,
  AggregateError,
  CancelledError,
  EvalError,
  InvalidStateError,
  LoopError,
  NotImplementedError,
  NotShareableError,
  RangeError,
  ReferenceError,
  SendfileNotAvailableError,
  SyntaxError,
  SystemError,
  TimeoutError,
  TypeError,
  URIError,
};

/** What was thrown in a worker, made again here: of the same class where this side has it, with all that could be sent of it. */
export function unpackThrown(packed: PackedThrown, worker: WorkerName): unknown {
  if ('value' in packed) return packed.value;
  const error = unpackError(packed, worker);
  Object.defineProperty(error, 'worker', { value: { ...worker }, configurable: true, writable: true });
  return error;
}

function unpackError(packed: PackedError, worker: WorkerName): Error {
  const error = packed.type === 'DOMException' ? new DOMException(packed.message, packed.name) : bareError(packed);
  for (const [key, value] of Object.entries(packed.props)) define(error, key, value, true);
  define(error, 'stack', `${packed.stack}\n    in worker ${worker.name}`, false);
  if (packed.cause !== undefined) define(error, 'cause', unpackCause(packed.cause, worker), false);
  if (packed.errors !== undefined) {
    define(
      error,
      'errors',
      packed.errors.map((one) => unpackCause(one, worker)),
      false,
    );
  }
  return error;
}

function bareError({ type, name, message }: PackedError): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error(message);
  Error.stackTraceLimit = stackTraceLimit;
  const known = CLASSES[type];
  if (known !== undefined) Object.setPrototypeOf(error, known.prototype);
  if (error.name !== name) define(error, 'name', name, false);
  return error;
}

function unpackCause(packed: PackedThrown, worker: WorkerName): unknown {
  return 'value' in packed ? packed.value : unpackError(packed, worker);
}

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}
