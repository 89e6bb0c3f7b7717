import type { Cell } from '../context/cell.ts';
import { runTimed } from '../debug/run-timed.ts';
import { realm } from '../realm.ts';
import type { LoopState } from './loop-state.ts';
import { planNextTurn } from './next-turn.ts';

/** Said by the kernel: a turn is due, from the host's loop, with that many events. */
export function turnFromKernel(state: LoopState, events: number): void {
  if (state.phase !== 'running') return;
  state.slice.begin();
  state.tasks.age();
  state.ambient = state.baseCell;
  realm.cells.run(state.baseCell, turn, state, events);
}

function turn(state: LoopState, events: number): void {
  state.asleep = false;
  state.held = false;
  state.due = false;
  try {
    collect(state, events);
    runBatch(state);
  } finally {
    // Nothing throws here but an exception handler that was overridden with one that does.
    planNextTurn(state);
  }
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
  const { timers, continuations } = state;
  continuations.watch?.check();
  if (events > 0) state.readiness.dispatch(events);
  if (timers.size > 0) queueDueTimers(state);
  state.remaining = state.ready.length;
  continuations.reset();
}

function queueDueTimers({ timers, ready, kernel }: LoopState): void {
  timers.dropCancelled();
  const now = kernel.clock.now();
  for (let timer = timers.takeDue(now); timer !== null; timer = timers.takeDue(now)) {
    if (!timer.isCancelled) ready.push(timer);
  }
}

// Every turn has an asynchronous context of its own, to which nobody returns: cells are entered and never left. The next turn begins in the
// cell this one ended in.
function runBatch(state: LoopState): void {
  const { ready } = state;
  while (state.remaining > 0) {
    const { cell } = ready.peek();
    if (cell.scope === null) {
      if ((state.ambient ?? realm.cells.getStore()) !== cell) realm.cells.enterWith(cell);
      runSpan(state, cell);
    } else {
      cell.scope.runInAsyncScope(runScoped, undefined, state, cell);
      state.ambient = null;
    }
  }
}

function runScoped(state: LoopState, cell: Cell): void {
  realm.cells.enterWith(cell);
  runSpan(state, cell);
}

function runSpan(state: LoopState, cell: Cell): void {
  const { ready } = state;
  const { left } = realm;
  state.ambient = cell;
  while (state.remaining > 0) {
    const item = ready.peek();
    if (item.cell !== cell) return;
    ready.drop();
    state.remaining--;
    if (state.debug) runTimed(state, item);
    else item.run();
    if (realm.left !== left) {
      state.ambient = null;
      return;
    }
  }
}

/** The next turn, without going through Node's loop; unless it was taken already, by way of Node's loop. */
export function nextTurn(state: LoopState): void {
  if (!state.due || state.phase !== 'running') return;
  turn(state, state.readiness.size > 0 ? state.kernel.turns.poll() : 0);
}
