import { inspect } from 'node:util';
import { tryToShow } from './try-to-show.ts';

/** A value in one line of a message. Showing it must never fail: what it says of itself may. */
export function showValue(value: unknown, longest = 120): string {
  // Depth 0 keeps a value that leads back to whatever is shown from being followed.
  const text = tryToShow(() => inspect(value, { depth: 0, maxStringLength: 60, maxArrayLength: 6, breakLength: Number.POSITIVE_INFINITY }));
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}
