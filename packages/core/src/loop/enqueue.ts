import { LoopError } from '../errors.ts';
import type { Runnable } from '../queue/runnable.ts';
import type { LoopState } from './loop-state.ts';
import { wakeAfterRound, wakeFromSleep } from './next-turn.ts';

/** Queue something for the next turn. @throws {LoopError} `ERR_LOOP_CLOSED`. */
export function enqueue(state: LoopState, item: Runnable): void {
  if (state.phase === 'closed') throw closedError();
  state.ready.push(item);
  if (state.asleep) wakeFromSleep(state);
}

/**
 * As `enqueue`, from an event of Node's own loop: others are likely to come in the same round of it, and one turn behind them takes them all.
 *
 * @throws {LoopError} `ERR_LOOP_CLOSED`.
 */
export function enqueueFromHost(state: LoopState, item: Runnable): void {
  if (state.phase === 'closed') throw closedError();
  state.ready.push(item);
  if (state.asleep) wakeAfterRound(state);
}

/** @throws {LoopError} `ERR_LOOP_CLOSED`. */
export function refuseClosed(state: LoopState): void {
  if (state.phase === 'closed') throw closedError();
}

function closedError(): LoopError {
  return new LoopError('ERR_LOOP_CLOSED', 'the event loop is closed: create a new one');
}
