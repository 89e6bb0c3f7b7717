import { types } from 'node:util';
import type { PackedError, PackedThrown } from './packed-error.ts';

/** Of a chain of causes, so much crosses. */
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
export function packThrown(thrown: unknown, canSend: CanSend): PackedThrown {
  return pack(thrown, canSend, []);
}

/** @param above - the errors that it is a part of: it may be one of them */
function pack(thrown: unknown, canSend: CanSend, above: readonly unknown[]): PackedThrown {
  if (isError(thrown)) return packError(thrown, canSend, above);
  if (canSend(thrown)) return { value: thrown };
  return packError(new TypeError(`the work threw ${showThrown(thrown)}, which cannot be copied`), canSend, above);
}

// Whatever is read of it may throw: what cannot be read does not cross.
function packError(error: Error, canSend: CanSend, above: readonly unknown[]): PackedError {
  const chain = [...above, error];
  const isInside = (part: unknown): boolean => chain.length <= DEEPEST_CAUSE && !chain.includes(part);
  const cause = read(() => error.cause, undefined);
  const errors = read(() => [...((error as Partial<AggregateError>).errors as unknown[])], null);
  return {
    type: read(() => typeOf(error), 'Error'),
    name: text(() => error.name, 'Error'),
    message: text(() => error.message, ''),
    stack: text(() => error.stack, ''),
    props: read(() => propertiesOf(error, canSend), {}),
    ...(cause !== undefined && isInside(cause) ? { cause: pack(cause, canSend, chain) } : {}),
    ...(errors === null ? {} : { errors: errors.filter(isInside).map((one) => pack(one, canSend, chain)) }),
  };
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || read(() => value instanceof Error, false);
}

function typeOf(error: Error): string {
  if (error instanceof DOMException) return 'DOMException';
  const name = error.constructor?.name;
  if (CORE.has(name) && 'code' in error) return name;
  return LANGUAGE.find((type) => error instanceof type)?.name ?? 'Error';
}

function read<T>(reader: () => T, fallback: T): T {
  try {
    return reader();
  } catch {
    return fallback;
  }
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

function text(reader: () => unknown, fallback: string): string {
  const value = read(reader, undefined);
  return typeof value === 'string' ? value : fallback;
}

function showThrown(value: unknown): string {
  return typeof value === 'symbol' ? String(value) : `a value of type ${typeof value}`;
}
