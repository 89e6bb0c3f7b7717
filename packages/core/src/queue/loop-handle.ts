import type { Cell } from '../context/cell.ts';
import { createdAt, sourceTraceback, tracebackOf } from '../debug/source-traceback.ts';
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
  /** Where it was made, in debug mode. */
  readonly source: string | null;
  /** Debug mode: what it was, once it is cancelled. */
  #was: string | null = null;

  constructor(state: LoopState, cell: Cell, callback: Callback, args: readonly unknown[]) {
    this.state = state;
    this.cell = cell;
    this.callback = callback;
    this.args = args;
    this.source = state.debug ? sourceTraceback() : null;
  }

  cancel(): void {
    if (this.isCancelled) return;
    if (this.state.debug) this.#was = this.describeCallback();
    this.isCancelled = true;
    this.callback = cancelledCallback;
    this.args = NO_ARGUMENTS;
  }

  cancelled(): boolean {
    return this.isCancelled;
  }

  /** The descriptor that it watches is about to be closed or given away; it was cancelled already. */
  descriptorGone(_how: 'close' | 'detach'): void {}

  run(): void {
    const { callback, args } = this;
    try {
      const result: unknown = args.length === 0 ? callback() : args.length === 1 ? callback(args[0]) : callback(...args);
      if (result !== undefined) this.state.continuations.unknown = true;
    } catch (exception) {
      this.state.report({ message: `Exception in callback ${nameOf(callback)}`, exception, handle: this, ...tracebackOf(this.source) });
    }
  }

  toString(): string {
    return this.describe(this.isCancelled ? 'Handle cancelled' : 'Handle');
  }

  protected describe(kind: string): string {
    const callback = this.isCancelled ? this.#was : this.describeCallback();
    return `<${kind}${callback === null ? '' : ` ${callback}`}${createdAt(this.source)}>`;
  }

  // Arguments may be secrets: they are shown in debug mode only.
  private describeCallback(): string {
    const { callback, args, state } = this;
    return nameOf(callback, state.debug ? args : NO_ARGUMENTS);
  }
}

showAsText(LoopHandle.prototype);
