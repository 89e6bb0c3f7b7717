import { constants } from 'node:os';
import { BindingError, loadBinding } from './load-binding.ts';

/**
 * Let a signal that listeners of `process.on` catch be caught once more; another one then does what the system does, also when JavaScript is too busy to
 * take the first listener away. `false` where the addon is missing: then listeners alone decide.
 *
 * While a loop has a handler it lasts; once that is removed the next delivery is the last one again. {@link catchAlways} takes it back for good,
 * {@link endCatchOnce} does when the listener is gone.
 */
export function catchOnce(signal: NodeJS.Signals): boolean {
  try {
    return loadBinding().signalCatchOnce(constants.signals[signal]) === 0;
  } catch (error) {
    if (error instanceof BindingError) return false;
    throw error;
  }
}

/** Take back {@link catchOnce}, also after the signal came. Only while somebody in this process listens. */
export function catchAlways(signal: NodeJS.Signals): void {
  loadBinding().signalCatchAlways(constants.signals[signal]);
}

/** Whether the one delivery of {@link catchOnce} has been, and nobody caught the signal otherwise when it came. */
export function wasCaughtOnce(signal: NodeJS.Signals): boolean {
  return loadBinding().signalCaughtOnce(constants.signals[signal]);
}

/** Take back {@link catchOnce}. Only when the listeners that wanted it listen no more. */
export function endCatchOnce(signal: NodeJS.Signals): void {
  loadBinding().signalEndCatchOnce(constants.signals[signal]);
}
