import type { LoopState } from '../loop/loop-state.ts';
import { realm } from '../realm.ts';
import { Cell, captureScope, currentCell } from './cell.ts';
import { ContextStore, NO_VARIABLES } from './context-store.ts';

/** The context of the code that is running, to read from. */
export function currentContext(): ContextStore {
  const cell = currentCell();
  if (cell !== undefined) return cell.context;
  realm.root ??= new ContextStore(NO_VARIABLES);
  return realm.root;
}

/** The context of the code that is running, to write to: never one that others share. */
export function ownContext(): ContextStore {
  const cell = currentCell();
  if (cell === undefined || !cell.shared) return currentContext();
  const own = new Cell(cell.state, cell.task, new ContextStore(cell.context.variables));
  realm.cells.enterWith(own);
  realm.left++;
  return own.context;
}

/** The cell for a callback scheduled now: a copy of the current context, and no task. */
export function captureCell(state: LoopState): Cell {
  const { variables } = currentContext();
  if (variables !== NO_VARIABLES) return new Cell(state, null, new ContextStore(variables), false, captureScope(state));
  return state.preservesAsyncContext ? bareCell(state) : state.baseCell;
}

/** A cell without task and variables, in the current scope. */
export function bareCell(state: LoopState): Cell {
  return new Cell(state, null, state.baseCell.context, true, captureScope(state));
}
