import { types } from 'node:util';
import type { PackedError, PackedThrown } from './packed-error.ts';

/** A chain of causes may lead back to itself. */
const DEEPEST_CAUSE = 8;

/** Whether a value can be sent. */
type CanSend = (value: unknown) => boolean;

const LANGUAGE = [AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

/** What core's own errors are known by, also those of another copy of core. */
const CORE = new Set([
  'CancelledError',
  'InvalidStateError',
  'TimeoutError',
  'NotImplementedError',
  'SendfileNotAvailableError',
  'LoopError',
  'SystemError',
]);

/** What was thrown, in a form that can be sent whatever it was. */
export function packThrown(thrown: unknown, canSend: CanSend, depth = 0): PackedThrown {
  if (isError(thrown)) return packError(thrown, canSend, depth);
  if (canSend(thrown)) return { value: thrown };
  return packError(new TypeError(`the work threw ${showThrown(thrown)}, which cannot be copied`), canSend, depth);
}

function packError(error: Error, canSend: CanSend, depth: number): PackedError {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const inner = depth < DEEPEST_CAUSE;
  return {
    type: typeOf(error),
    name: text(() => error.name, 'Error'),
    message: text(() => error.message, ''),
    stack: text(() => error.stack, ''),
    props: propertiesOf(error, canSend),
    ...(cause !== undefined && inner ? { cause: packThrown(cause, canSend, depth + 1) } : {}),
    ...(Array.isArray(errors) && inner ? { errors: errors.map((one) => packThrown(one, canSend, depth + 1)) } : {}),
  };
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function typeOf(error: Error): string {
  if (error instanceof DOMException) return 'DOMException';
  const name = error.constructor?.name;
  if (CORE.has(name) && 'code' in error) return name;
  return LANGUAGE.find((type) => error instanceof type)?.name ?? 'Error';
}

function propertiesOf(error: Error, canSend: CanSend): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(error)) {
    if (key === 'cause' || key === 'errors' || key === 'name' || key === 'message' || key === 'stack') continue;
    try {
      const value = (error as unknown as Record<string, unknown>)[key];
      if (canSend(value)) found[key] = value;
    } catch {
      // A getter that throws has nothing to tell.
    }
  }
  return found;
}

function text(read: () => unknown, fallback: string): string {
  try {
    const value = read();
    return typeof value === 'string' ? value : fallback;
  } catch {
    return fallback;
  }
}

function showThrown(value: unknown): string {
  return typeof value === 'symbol' ? String(value) : `a value of type ${typeof value}`;
}
