import { nameErrors } from '@tsyncio/core/area';

/**
 * SIGINT came while `run` or a `Runner` ran, and `main` was cancelled and has ended. It has no stack: nobody's code is at fault.
 *
 * @see Python `KeyboardInterrupt`
 */
export class KeyboardInterrupt extends Error {
  readonly code = 'ERR_KEYBOARD_INTERRUPT';
}

nameErrors(KeyboardInterrupt, 'KeyboardInterrupt');

export function keyboardInterrupt(): KeyboardInterrupt {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new KeyboardInterrupt('interrupted by SIGINT: main was cancelled and its clean-up has run');
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}
