import { AsyncResource } from 'node:async_hooks';
import type { LoopState } from '../loop/loop-state.ts';
import { realm } from '../realm.ts';
import type { LoopTask } from '../task/loop-task.ts';
import type { ContextStore } from './context-store.ts';

// Without it, Node watches for the collection of each resource.
const NO_DESTROY_EVENT = { requireManualDestroy: true };

/**
 * Whom code runs for: its loop, its task, its context. The value of core's one AsyncLocalStorage.
 *
 *   task cell       one for each task; `ContextVar.set` replaces the variables of its context, so a caller sees what it awaited set
 *   callback cell   one for each callback that was scheduled with variables: no task, a copy of the variables
 *   base cell       one for each loop, shared by all callbacks without variables; setting a variable there moves to a cell of one's own
 */
export class Cell {
  readonly state: LoopState | null;
  // biome-ignore lint/suspicious/noExplicitAny: a cell does not care what its task results in
  readonly task: LoopTask<any> | null;
  readonly context: ContextStore;
  readonly shared: boolean;
  /** The values that the AsyncLocalStorages of others had where it was made; none unless the loop preserves them. */
  readonly scope: AsyncResource | null;

  constructor(
    state: LoopState | null,
    // biome-ignore lint/suspicious/noExplicitAny: as above
    task: LoopTask<any> | null,
    context: ContextStore,
    shared = false,
    scope: AsyncResource | null = null,
  ) {
    this.state = state;
    this.task = task;
    this.context = context;
    this.shared = shared;
    this.scope = scope;
  }
}

/** What is to be kept of the AsyncLocalStorages of others, for something that `state`'s loop runs later. */
export function captureScope(state: LoopState): AsyncResource | null {
  return state.preservesAsyncContext ? new AsyncResource('tsyncio', NO_DESTROY_EVENT) : null;
}

/** The cell of the code that is running, if it runs for a loop. */
export function currentCell(): Cell | undefined {
  return realm.stepping ?? realm.cells.getStore();
}

/** Call `fn` with `cell` as the current one, for itself and for everything it awaits. */
export function runInCell<Result>(cell: Cell, fn: () => Result): Result {
  const { stepping } = realm;
  realm.stepping = null;
  try {
    return realm.cells.run(cell, fn);
  } finally {
    realm.stepping = stepping;
  }
}
