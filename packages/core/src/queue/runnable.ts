import type { Cell } from '../context/cell.ts';

/** What stands in the ready queue. `run` never throws: errors go to the loop's exception handler. */
export interface Runnable {
  /** The cell it runs in. */
  readonly cell: Cell;
  run(): void;
}
