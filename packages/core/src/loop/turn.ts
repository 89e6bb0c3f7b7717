import type { Cell } from '../context/cell.ts';
import { realm } from '../realm.ts';
import type { LoopState } from './loop-state.ts';
import { runTimed } from './run-timed.ts';

const RESOLVED = Promise.resolve();
/** So many microtasks a turn waits for the chains of continuations before it; then it waits for the last microtask of all. */
const MOST_PUT_OFF = 8;

/** Said by the kernel: a turn is due, from the host's loop, with that many events. */
export function turnFromKernel(state: LoopState, events: number): void {
  if (state.phase !== 'running') return;
  state.slice.begin();
  state.tasks.age();
  turn(state, events);
}

function turn(state: LoopState, events: number): void {
  state.asleep = false;
  collect(state, events);
  if (state.remaining === 0) planNextTurn(state);
  else runBatch(state);
}

/** A turn of a run that blocks: what follows is the caller's business. */
export function runTurn(state: LoopState, events: number): void {
  state.tasks.age();
  collect(state, events);
  runBatch(state);
}

/**
 * The first half of a turn, asyncio's `_run_once`: what became ready, then due timers in order of deadline, are queued; then exactly what
 * was queued at that moment runs. What it schedules waits for the next turn, after another poll.
 */
function collect(state: LoopState, events: number): void {
  const { timers } = state;
  if (events > 0) state.readiness.dispatch(events);
  if (timers.size > 0) queueDueTimers(state);
  state.remaining = state.ready.length;
  state.continuations.reset();
}

function queueDueTimers({ timers, ready, kernel }: LoopState): void {
  timers.dropCancelled();
  const now = kernel.clock.now();
  for (let timer = timers.takeDue(now); timer !== null; timer = timers.takeDue(now)) {
    if (!timer.isCancelled) ready.push(timer);
  }
}

// Callbacks of one cell that follow each other run in one entry into AsyncLocalStorage.
function runBatch(state: LoopState): void {
  const { ready } = state;
  while (state.remaining > 0) {
    const { cell } = ready.peek();
    if (realm.cells.getStore() === cell) runSpan(state, cell);
    else realm.cells.run(cell, runSpan, state, cell);
  }
}

function runSpan(state: LoopState, cell: Cell): void {
  const { ready } = state;
  const { left } = realm;
  while (state.remaining > 0) {
    const item = ready.peek();
    if (item.cell !== cell) return;
    ready.drop();
    state.remaining--;
    if (state.debug) runTimed(state, item);
    else item.run();
    if (realm.left !== left) break;
  }
  // Here, not after the batch: the next turn then begins in the cell this one ended in, and need not enter it again.
  if (state.remaining === 0 && !state.blocking) planNextTurn(state);
}

/** After a turn: end the run, follow with another turn, or sleep. */
function planNextTurn(state: LoopState): void {
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
    turns.arm(state.timers.nextDeadline());
  }
}

/** Something was scheduled while the loop slept. */
export function wakeFromSleep(state: LoopState): void {
  const { continuations } = state;
  state.asleep = false;
  if (state.slice.isOver()) state.kernel.turns.arm(0);
  else if (continuations.open > 0 && !continuations.unknown) putOff(state);
  else process.nextTick(state.nextTurn);
}

// A microtask is the cheapest way to the next turn. A tick runs once no microtask is left.
function follow(state: LoopState): void {
  const { continuations } = state;
  if (state.slice.isOver()) state.kernel.turns.arm(0);
  else if (continuations.unknown) RESOLVED.then(state.nextTurnInTick);
  else if (continuations.open > 0) putOff(state);
  else RESOLVED.then(state.nextTurn);
}

function putOff(state: LoopState): void {
  state.putOff = 0;
  RESOLVED.then(state.nextTurnAfterChains);
}

/** In a microtask: the next turn once all chains have ended; those that take long may end in other microtasks than ours. */
export function nextTurnAfterChains(state: LoopState): void {
  if (state.continuations.open === 0) nextTurn(state);
  else if (++state.putOff < MOST_PUT_OFF) RESOLVED.then(state.nextTurnAfterChains);
  else process.nextTick(state.nextTurn);
}

/** The next turn, without going through Node's loop. */
export function nextTurn(state: LoopState): void {
  if (state.phase !== 'running') return;
  turn(state, state.readiness.size > 0 ? state.kernel.turns.poll() : 0);
}
