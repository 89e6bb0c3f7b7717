import { loadBinding } from './load-binding.ts';

/** A way of the system to wait for many descriptors. */
export type PollerName = 'epoll' | 'kqueue' | 'poll';

/**
 * What `nativeKernel({ poller })` takes on this platform, the default first.
 *
 * @throws {BindingError} when there is no binary of the addon for this platform.
 */
export function nativePollers(): readonly PollerName[] {
  return Object.freeze([...loadBinding().pollers]) as readonly PollerName[];
}

/** The name of the poller to open: the one that is asked for, if `available` has it, or the best. */
export function choosePoller(available: readonly string[], asked: unknown): string {
  const [best = 'none'] = available;
  if (asked === undefined) return best;
  if (available.includes(asked as string)) return asked as string;
  const names = available.map((name) => `'${name}'`).join(' and ');
  throw new RangeError(`nativeKernel({ poller }) takes ${names} on this platform (${process.platform}), got '${String(asked)}'`);
}
