import { type Cell, currentCell } from '../context/cell.ts';
import type { Future } from '../interfaces/future.ts';
import type { TimerHandle } from '../interfaces/handle.ts';
import { enqueue } from '../loop/enqueue.ts';
import { type LoopState, stateOf } from '../loop/loop-state.ts';
import { getRunningLoop } from '../loop/running-loop.ts';
import { LoopHandle } from '../queue/loop-handle.ts';
import type { Runnable } from '../queue/runnable.ts';
import { realm } from '../realm.ts';
import { type FutureState, LoopFuture } from './loop-future.ts';

/**
 * A future done after `delay` milliseconds; of 0 or less, in the next turn, in which whoever waits for it also goes on.
 * Cancelling it cancels the timer.
 *
 * @throws {LoopError} `ERR_NO_RUNNING_LOOP` outside a loop; {@link RangeError} when `delay` is not a number.
 * @see asyncio `asyncio.sleep`
 */
export function sleep<T = void>(delay: number, result?: T): Future<T> {
  const loop = getRunningLoop();
  if (typeof delay !== 'number' || Number.isNaN(delay)) throw new RangeError(`sleep needs a delay in milliseconds, got ${String(delay)}`);
  if (delay <= 0) return nextTurn(stateOf(loop), result as T);
  const future = new Sleep<T>(stateOf(loop));
  future.timer = loop.callLater(delay, () => future.setResult(result as T));
  return future;
}

class Sleep<T> extends LoopFuture<T> {
  timer: TimerHandle | null = null;

  protected override settle(status: FutureState, outcome: unknown): void {
    super.settle(status, outcome);
    this.timer?.cancel();
  }
}

function nextTurn<T>(state: LoopState, result: T): Future<T> {
  const generator = realm.stepping?.task;
  const cell = generator == null ? (currentCell() ?? state.baseCell) : generator.cell;
  const yielding = new Yield<T>(state, cell, result);
  enqueue(state, yielding);
  return yielding;
}

/** Gives way for one turn. Whoever waits in the cell that made it goes on at once, as after asyncio's bare `yield`. */
class Yield<T> extends LoopFuture<T> implements Runnable {
  readonly cell: Cell;
  readonly #result: T;

  constructor(state: LoopState, cell: Cell, result: T) {
    super(state);
    this.cell = cell;
    this.#result = result;
  }

  run(): void {
    const { waiters } = this;
    const alone = waiters !== null && !Array.isArray(waiters) && waiters.cell === this.cell && !(waiters instanceof LoopHandle);
    const first = alone ? waiters : null;
    if (first !== null) this.waiters = null;
    if (this.status === 'pending') this.setResult(this.#result);
    else for (const waiter of [this.waiters ?? []].flat()) enqueue(this.state, waiter);
    first?.run();
  }

  // It stands in the queue: those who wait hear of a cancellation in its turn.
  protected override settle(status: FutureState, outcome: unknown): void {
    const { waiters } = this;
    if (status === 'cancelled') this.waiters = null;
    super.settle(status, outcome);
    if (status === 'cancelled') this.waiters = waiters;
  }
}
