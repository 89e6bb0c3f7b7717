import { constants } from 'node:os';
import { BindingError, loadBinding } from './load-binding.ts';

/**
 * Let a signal that listeners of `process.on` catch be caught once more; another one then does what the system does, also when JavaScript is too busy to
 * take the first listener away. `false` where the addon is missing: then listeners alone decide.
 *
 * A handler of a loop that is added takes it back, and so does {@link catchAlways}.
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
