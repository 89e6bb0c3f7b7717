import type { Cell } from '../context/cell.ts';
import { realm } from '../realm.ts';
import type { LoopState } from './loop-state.ts';
import { runTimed } from './run-timed.ts';

/** How long turns may follow each other, in milliseconds, before Node's loop gets its turn. */
const SLICE = 1;
/** And how many of them, for clocks that stand still. */
const MOST_IN_A_SLICE = 1024;
const RESOLVED = Promise.resolve();

/** Said by the kernel: a turn is due, from the host's loop, with that many events. */
export function turnFromKernel(state: LoopState, events: number): void {
  if (state.phase !== 'running') return;
  state.sliceStart = state.kernel.clock.now();
  state.followed = 0;
  turn(state, events);
}

/**
 * One turn, asyncio's `_run_once`: what became ready, then due timers in order of deadline, are queued; then exactly what was queued at
 * that moment runs. What it schedules waits for the next turn, after another poll.
 */
function turn(state: LoopState, events: number): void {
  state.asleep = false;
  runTurn(state, events);
  planNextTurn(state);
}

/** The turn without its consequences: blocking runs use it too. */
export function runTurn(state: LoopState, events: number): void {
  const { ready, timers, tasks } = state;
  timers.dropCancelled();
  tasks.age();
  if (events > 0) state.readiness.dispatch(events);
  if (timers.size > 0) queueDueTimers(state);
  state.remaining = ready.length;
  state.wokePromises = false;
  runBatch(state);
}

function queueDueTimers({ timers, ready, kernel }: LoopState): void {
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
    if (realm.left !== left) return;
  }
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
  state.asleep = false;
  if (sliceIsOver(state)) state.kernel.turns.arm(0);
  else process.nextTick(nextTurn, state);
}

// A microtask is the cheapest way to the next turn. When the turn woke promises, the chains of continuations behind them come to
// their end first: a tick runs once no microtask is left.
function follow(state: LoopState): void {
  if (sliceIsOver(state)) state.kernel.turns.arm(0);
  else if (state.wokePromises) RESOLVED.then(() => process.nextTick(nextTurn, state));
  else RESOLVED.then(() => nextTurn(state));
}

function sliceIsOver(state: LoopState): boolean {
  return ++state.followed > MOST_IN_A_SLICE || state.kernel.clock.now() - state.sliceStart >= SLICE;
}

function nextTurn(state: LoopState): void {
  if (state.phase !== 'running') return;
  turn(state, state.readiness.size > 0 ? state.kernel.turns.poll() : 0);
}
