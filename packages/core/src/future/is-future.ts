import type { Future } from '../interfaces/future.ts';

/** Marks futures, also those of another copy of this package. */
export const FUTURE_BRAND: unique symbol = Symbol.for('@tsyncio/core:future') as never;

/** Whether it is a future or task of any loop. @see asyncio `asyncio.isfuture` */
export function isFuture(value: unknown): value is Future<unknown> {
  return typeof value === 'object' && value !== null && (value as { [FUTURE_BRAND]?: boolean })[FUTURE_BRAND] === true;
}
