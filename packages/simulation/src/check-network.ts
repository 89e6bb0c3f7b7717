import { isIP } from 'node:net';
import { kindOf } from '@tsyncio/core/area';
import type { LinkOptions } from './network-path.ts';

/** In milliseconds: an hour. */
const LONGEST = 3_600_000;
/** Labels of letters, digits and hyphens, as RFC 1123 has them. */
const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** @throws {TypeError} or {@link RangeError} naming the option that is wrong. */
export function checkLink(given: LinkOptions, seed: number | undefined): LinkOptions {
  const { latency, jitter, loss } = given;
  for (const [name, value] of Object.entries({ latency, jitter })) {
    if (value !== undefined && !isWithin(value, LONGEST))
      throw new RangeError(`${name} must be a number of milliseconds from 0 to ${LONGEST}, got ${String(value)}`);
  }
  if (loss !== undefined && !isWithin(loss, 1)) throw new RangeError(`loss must be a number from 0 to 1, got ${String(loss)}`);
  if (seed === undefined && jitter) throw new TypeError('jitter needs a seed: give it to simulatedNetwork');
  // Losing all of them leaves nothing to chance.
  if (seed === undefined && loss && loss < 1) throw new TypeError('loss needs a seed: give it to simulatedNetwork');
  return Object.fromEntries(Object.entries({ latency, jitter, loss }).filter(([, value]) => value !== undefined));
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most;
}

/** As names are compared: in lower case. @throws {TypeError} when it is no name that a host could have. */
export function checkHostName(name: string): string {
  const lower = typeof name === 'string' ? name.toLowerCase() : '';
  if (!NAME.test(lower) || isIP(lower) !== 0 || lower === 'localhost')
    throw new TypeError(
      `a host's name, such as 'server' or 'db.example', was expected, got ${typeof name === 'string' ? `'${name}'` : kindOf(name)}`,
    );
  return lower;
}
