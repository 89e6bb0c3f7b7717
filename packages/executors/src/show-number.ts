import { kindOf } from '@tsyncio/core/area';

/** For messages: a number that will not do, or what else is in its place. */
export function showNumber(value: unknown): string {
  return typeof value === 'number' ? String(value) : kindOf(value);
}
