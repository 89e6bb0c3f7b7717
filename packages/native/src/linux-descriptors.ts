import { callLinux, checkNumber } from './call-linux.ts';

// Descriptors that Linux has and Node cannot make, for addReader and addWriter: read and written with node:fs, closed with closeSync, by
// whoever made them. All are non-blocking and close-on-exec.

/** Some 285,000 years. */
const MOST_MILLISECONDS = Number.MAX_SAFE_INTEGER;

/**
 * A counter of 64 bits that is readable while it is not zero.
 *
 * @throws {@link NotImplementedError} on other systems than Linux; {@link SystemError}.
 * @see Python `os.eventfd`
 */
export function eventfd(initial = 0): number {
  checkNumber('the initial value', initial, 2 ** 32 - 1);
  return callLinux('eventfd', (calls) => calls.eventfd(initial));
}

/**
 * A timer that becomes readable after `first` milliseconds and, unless `interval` is 0, again each time so many have passed.
 *
 * @throws {@link NotImplementedError} on other systems than Linux; {@link SystemError}.
 * @see Python `os.timerfd_create`
 */
export function timerfd(first: number, interval = 0): number {
  for (const time of [first, interval])
    if (!Number.isFinite(time) || time < 0 || time > MOST_MILLISECONDS)
      throw new RangeError(`a time must be a non-negative number of milliseconds, got ${String(time)}`);
  return callLinux('timerfd_create', (calls) => calls.timerfd(first, interval));
}

/**
 * A process, which becomes readable when it has ended. It need not be a child, and its number cannot be taken by another meanwhile.
 *
 * @throws {@link NotImplementedError} on other systems than Linux; {@link SystemError} `ESRCH` when there is no such process.
 * @see Python `os.pidfd_open`
 */
export function pidfdOpen(pid: number): number {
  checkNumber('a process id', pid, 2 ** 31 - 1);
  return callLinux('pidfd_open', (calls) => calls.pidfdOpen(pid));
}
