import type { Cell } from '../context/cell.ts';
import type { Callback, TimerHandle } from '../interfaces/handle.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { LoopHandle } from './loop-handle.ts';

/** A handle with a deadline. It knows whether it stands in the heap, so that the heap can count its cancelled ones. */
export class LoopTimerHandle extends LoopHandle implements TimerHandle {
  readonly deadline: number;
  /** Order of scheduling, which decides between equal deadlines. Set by the heap. */
  order = 0;
  scheduled = false;

  constructor(state: LoopState, cell: Cell, deadline: number, callback: Callback, args: readonly unknown[]) {
    super(state, cell, callback, args);
    this.deadline = deadline;
  }

  override cancel(): void {
    if (this.isCancelled) return;
    super.cancel();
    if (this.scheduled) this.state.timers.cancelled++;
  }

  when(): number {
    return this.deadline;
  }

  override toString(): string {
    return this.describe(`TimerHandle${this.isCancelled ? ' cancelled' : ''} when=${this.deadline}`);
  }
}
