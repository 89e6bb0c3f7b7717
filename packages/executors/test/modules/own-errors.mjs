// Errors of this project, as they are thrown in a worker.

import { CancelledError, LoopError, TimeoutError } from '@tsyncio/core';

export function cancelled() {
  throw new CancelledError('stopped');
}

export function timeout() {
  throw new TimeoutError('too late');
}

export function loopError() {
  throw new LoopError('ERR_LOOP_CLOSED', 'it is closed');
}
