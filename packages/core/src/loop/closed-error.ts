import { LoopError } from '../errors.ts';

export function closedError(): LoopError {
  return new LoopError('ERR_LOOP_CLOSED', 'the event loop is closed: create a new one');
}
