import { nameErrors } from '@tsyncio/core/area';

/** A simulated run can never go on: nothing is ready, no timer is set, and nothing else can wake it. */
export class DeadlockError extends Error {
  readonly code = 'ERR_DEADLOCK';
  /** The descriptors that are waited for, in words. */
  readonly waiting: readonly string[];

  constructor(waiting: readonly string[]) {
    super(`deadlock: nothing is ready and no timer is set; ${describeWaiting(waiting)}`);
    this.waiting = waiting;
  }
}

nameErrors(DeadlockError, 'DeadlockError');

export function describeWaiting(waiting: readonly string[]): string {
  return waiting.length === 0 ? 'no descriptor is waited for' : `waited for: ${waiting.join(', ')}`;
}
