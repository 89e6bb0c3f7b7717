import type { LoopTask } from '../task/loop-task.ts';
import type { LoopState } from './loop-state.ts';

const RESOLVED = Promise.resolve();

/** After a turn: end the run, follow with another turn, or sleep. */
export function planNextTurn(state: LoopState): void {
  // It may have been ended by the kernel.
  if (state.phase !== 'running') return;
  const { turns } = state.kernel;
  if (state.stopping) {
    state.phase = 'ending';
    turns.arm(Number.POSITIVE_INFINITY);
    // Promise continuations that this turn caused run before anything that setImmediate calls.
    setImmediate(state.endRun);
  } else if (state.ready.length > 0) {
    follow(state);
  } else {
    state.asleep = true;
    turns.arm(Math.min(state.timers.nextDeadline(), state.continuations.watch?.nextCheck() ?? Number.POSITIVE_INFINITY));
  }
}

/** Something was scheduled while the loop slept. */
export function wakeFromSleep(state: LoopState): void {
  state.asleep = false;
  if (state.slice.isOver()) state.kernel.turns.arm(0);
  else if (state.continuations.willBeSeenToEnd) hold(state);
  else {
    state.due = true;
    state.ambient = null;
    process.nextTick(state.nextTurn);
  }
}

/** As above; the turn comes once Node's own loop has gone through the events that it has now. */
export function wakeAfterRound(state: LoopState): void {
  state.asleep = false;
  state.kernel.turns.arm(0);
}

/** `task` waits for a future of the loop, or is done: the code that said so may go on for a moment, in the same microtask. */
export function chainEnded(task: LoopTask<unknown>): void {
  const { state } = task;
  if (!letsGo(task)) return;
  state.held = false;
  state.ambient = null;
  RESOLVED.then(state.nextTurn);
}

/** `task` is done, said by its promise in a microtask that does nothing else: a turn that was held may run in it. */
export function chainEndedForGood(task: LoopTask<unknown>): void {
  const { state } = task;
  if (!letsGo(task)) return;
  state.ambient = task.own;
  state.nextTurn();
}

/** The chain of `task` ended; whether a turn was held for it, which is due now. */
function letsGo(task: LoopTask<unknown>): boolean {
  const { state } = task;
  state.continuations.ended(task);
  if (!state.held || state.continuations.open > 0) return false;
  state.due = true;
  return true;
}

// A microtask is the cheapest way to the next turn. A tick runs once no microtask is left.
function follow(state: LoopState): void {
  const { continuations } = state;
  if (state.slice.isOver()) return state.kernel.turns.arm(0);
  if (continuations.willBeSeenToEnd) return hold(state);
  state.due = true;
  RESOLVED.then(continuations.unknown ? state.nextTurnInTick : state.nextTurn);
}

// The end of the last chain lets the turn go. A chain that waits for something else than this loop never ends: a tick after the last
// microtask then does. One such tick watches over all turns until it comes.
function hold(state: LoopState): void {
  state.held = true;
  if (state.watched) return;
  state.watched = true;
  RESOLVED.then(() => {
    process.nextTick(() => {
      state.watched = false;
      if (!state.held) return;
      state.due = true;
      state.ambient = null;
      state.nextTurn();
    });
  });
}
