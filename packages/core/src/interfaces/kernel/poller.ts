/** Readiness, as bits: what is asked for, and what came. */
export const READABLE = 1;
export const WRITABLE = 2;

/**
 * Readiness of descriptors, level-triggered. Errors and hang-ups arrive as readable and writable.
 * Answers below zero are negated error numbers.
 */
export interface Poller {
  /** The events of the last poll: descriptor, readiness, descriptor, readiness… The kernel overwrites it at the next poll. */
  readonly events: Int32Array;
  register(fd: number, interest: number): number;
  modify(fd: number, interest: number): number;
  unregister(fd: number): number;
}
