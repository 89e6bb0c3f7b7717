import type { Cell } from '../context/cell.ts';
import type { Callback, Handle } from '../interfaces/handle.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { nameOf } from './name-of.ts';
import type { Runnable } from './runnable.ts';
import { showAsText } from './show-as-text.ts';

const NO_ARGUMENTS: readonly never[] = Object.freeze([]);

function cancelledCallback(): void {}

/** A callback with its arguments and the cell it runs in. */
export class LoopHandle implements Handle, Runnable {
  readonly state: LoopState;
  readonly cell: Cell;
  callback: Callback;
  args: readonly unknown[];
  isCancelled = false;

  constructor(state: LoopState, cell: Cell, callback: Callback, args: readonly unknown[]) {
    this.state = state;
    this.cell = cell;
    this.callback = callback;
    this.args = args;
  }

  cancel(): void {
    this.isCancelled = true;
    this.callback = cancelledCallback;
    this.args = NO_ARGUMENTS;
  }

  cancelled(): boolean {
    return this.isCancelled;
  }

  run(): void {
    const { callback, args } = this;
    try {
      const result: unknown = args.length === 0 ? callback() : args.length === 1 ? callback(args[0]) : callback(...args);
      if (result !== undefined) this.state.continuations.unknown = true;
    } catch (exception) {
      this.state.report({ message: `Exception in callback ${nameOf(callback)}`, exception, handle: this });
    }
  }

  toString(): string {
    return this.isCancelled ? '<Handle cancelled>' : `<Handle ${nameOf(this.callback)}>`;
  }
}

showAsText(LoopHandle.prototype);
