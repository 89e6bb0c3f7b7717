import type { Runnable } from '../queue/runnable.ts';
import { closedError } from './closed-error.ts';
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
