import type { Future, Handle, Loop, TimerHandle } from '@tsyncio/core';
import { errorName } from './error-names.ts';
import type { Value } from './trace.ts';

/**
 * A value as both languages trace it:
 *
 *   undefined, null   null                     Error       {"error": "ValueError"}
 *   NaN, Infinity     "nan", "inf", "-inf"     Future      {"future": "pending" | "cancelled" | "failed" | "finished"}
 *   bytes             {"bytes": "text"}        Task        {"task": …}
 *   array             list                     Handle      {"handle": "scheduled" | "cancelled"}; {"timer": …}
 *   set               sorted list              Loop        "loop"
 *   plain object      object, keys snake_case
 */
export function describeValue(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return describeNumber(value);
  if (typeof value === 'bigint') return describeNumber(Number(value));
  if (typeof value === 'object') return describeObject(value);
  throw new TypeError(`a ${typeof value} cannot be traced: trace what is known about it`);
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function describeNumber(value: number): Value {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return value;
}

function describeObject(value: object): Value {
  if (value instanceof Error) return { error: errorName(value) };
  if (Array.isArray(value)) return value.map(describeValue);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1') };
  if (value instanceof Set) return [...value].map(describeValue).sort(byText);
  if (isLoop(value)) return 'loop';
  if (isFuture(value)) return 'getCoro' in value ? { task: futureState(value) } : { future: futureState(value) };
  if (isHandle(value)) return { ['when' in value ? 'timer' : 'handle']: value.cancelled() ? 'cancelled' : 'scheduled' };
  return describePlain(value);
}

function describePlain(value: object): Value {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`a ${value.constructor.name} cannot be traced: trace what is known about it`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [snakeCase(key), describeValue(entry)]));
}

function isLoop(value: object): value is Loop {
  return 'callSoon' in value && 'isRunning' in value;
}

function isFuture(value: object): value is Future<unknown> {
  return 'addDoneCallback' in value && 'cancelled' in value;
}

function isHandle(value: object): value is Handle | TimerHandle {
  return 'cancel' in value && 'cancelled' in value;
}

function futureState(future: Future<unknown>): Value {
  if (!future.done()) return 'pending';
  if (future.cancelled()) return 'cancelled';
  return future.exception() === null ? 'finished' : 'failed';
}

// By code units, as Python sorts.
function byText(a: Value, b: Value): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
