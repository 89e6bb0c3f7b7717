import { Cell, captureScope, currentCell, runInCell } from '../context/cell.ts';
import type { ContextStore } from '../context/context-store.ts';
import { bareCell } from '../context/current-context.ts';
import { CancelledError, cancellation, LoopError, thrown } from '../errors.ts';
import { describeFuture } from '../future/describe.ts';
import { LoopFuture } from '../future/loop-future.ts';
import { watchFailure } from '../future/unretrieved.ts';
import type { Context } from '../interfaces/context.ts';
import type { Coroutine } from '../interfaces/coroutine.ts';
import type { Task } from '../interfaces/task.ts';
import { enqueue } from '../loop/enqueue.ts';
import type { LoopState } from '../loop/loop-state.ts';
import { nameOf } from '../queue/name-of.ts';
import type { Runnable } from '../queue/runnable.ts';
import { startAsyncFunction } from './start-async-function.ts';
import { stepGenerator } from './step-generator.ts';
import { WaitSet } from './wait-set.ts';

/**
 * {@link Task}. It stands in the ready queue itself: `run` is its next step.
 *
 *   async function   one step, which calls it; what it awaits registers in `waits`, and its promise finishes the task
 *   generator        a step for each `yield*`; the future it waits for is in `waits`
 */
export class LoopTask<T> extends LoopFuture<T> implements Task<T>, Runnable {
  readonly coroutine: Coroutine<T>;
  /** The cell of the coroutine. */
  readonly own: Cell;
  /** The cell of its steps: a generator is stepped without AsyncLocalStorage. */
  readonly cell: Cell;
  readonly waits: WaitSet = new WaitSet();
  /** Where it stands in the registry of tasks: first held strongly, at a place of an array, later weakly. */
  generation: LoopTask<unknown>[] | null = null;
  place = 0;
  registration: WeakRef<LoopTask<unknown>> | null = null;
  /** The turn in which it was resumed last and is still on its way. */
  resumedIn = 0;
  #name: string | number;
  cancelRequests = 0;
  /** A cancellation that no wait could take: it is thrown at the next wait. */
  cancelPending = false;
  pendingMessage: string | undefined = undefined;
  /** It was delivered, and the coroutine has not heard of it: whatever else it begins to wait for is cancelled too. */
  cancelDelivered = false;
  /** What the next step throws into the generator. */
  toThrow: { readonly error: unknown } | null = null;
  #abort: AbortController | null = null;

  constructor(state: LoopState, coroutine: Coroutine<T>, context: ContextStore, name: string | number) {
    super(state);
    this.coroutine = coroutine;
    this.#name = name;
    this.own = new Cell(state, this, context, false, captureScope(state));
    if (typeof coroutine === 'function') this.cell = this.own;
    else this.cell = state.preservesAsyncContext ? bareCell(state) : state.baseCell;
  }

  /** Whether it runs an async function. */
  get isAsync(): boolean {
    return this.cell === this.own;
  }

  override get [Symbol.toStringTag](): string {
    return 'Task';
  }

  /** Take the first step in the next turn. */
  start(): void {
    enqueue(this.state, this);
  }

  /** Take the first step now. */
  startEagerly(): void {
    if (this.isAsync) runInCell(this.own, () => this.run());
    else this.run();
  }

  run(): void {
    if (this.status !== 'pending') return;
    if (this.isAsync) startAsyncFunction(this);
    else stepGenerator(this);
  }

  override cancel(message?: string): boolean {
    if (this.status !== 'pending') return super.cancel();
    this.cancelRequests++;
    this.pendingMessage = message;
    // While its own code runs, the futures that it still waits for are left over from earlier waits.
    if (!this.waits.cancel(message) || this.runsNow()) this.cancelPending = true;
    this.#abort?.abort(cancellation(message));
    return true;
  }

  cancelling(): number {
    return this.cancelRequests;
  }

  uncancel(): number {
    if (this.cancelRequests > 0 && --this.cancelRequests === 0) {
      this.cancelPending = false;
      // A signal cannot be taken back: whoever asks next gets another.
      if (this.#abort?.signal.aborted) this.#abort = null;
    }
    return this.cancelRequests;
  }

  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      if (this.cancelRequests > 0) this.#abort.abort(cancellation(this.pendingMessage));
    }
    return this.#abort.signal;
  }

  getName(): string {
    return typeof this.#name === 'number' ? `Task-${this.#name}` : this.#name;
  }

  setName(name: string): void {
    this.#name = String(name);
  }

  getCoro(): Coroutine<T> {
    return this.coroutine;
  }

  getContext(): Context {
    return this.own.context;
  }

  override setResult(_value: T): never {
    throw new LoopError('ERR_TASK_RESULT', `${this} takes its result from its coroutine: setResult is for futures`);
  }

  override setException(_error: unknown): never {
    throw new LoopError('ERR_TASK_RESULT', `${this} takes its error from its coroutine: setException is for futures`);
  }

  /** The coroutine waits for `future`; a cancellation that is due is delivered here. */
  /** Whether the code that is running now is the coroutine itself, or its continuations in this turn. */
  private runsNow(): boolean {
    return currentCell()?.task === this || this.state.continuations.isOnItsWay(this);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a task waits for anything
  waitFor(future: LoopFuture<any>): void {
    if (this.status !== 'pending') return;
    this.waits.add(future);
    if (!this.cancelPending && !this.cancelDelivered) return;
    if (!future.cancel(this.pendingMessage)) return;
    this.cancelPending = false;
    this.cancelDelivered = true;
  }

  /**
   * The coroutine goes on after `future`. A cancellation that came once that was done is thrown in place of its outcome, unless it is one
   * itself: the answer is what to throw.
   */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  resumeAfter(future: LoopFuture<any> | null): CancelledError | null {
    if (future !== null) this.waits.delete(future);
    this.cancelDelivered = false;
    if (!this.cancelPending) return null;
    this.cancelPending = false;
    return future?.status === 'cancelled' ? null : cancellation(this.pendingMessage);
  }

  /** The coroutine returned. */
  complete(value: T): void {
    if (this.cancelPending) {
      this.cancelPending = false;
      this.finish('cancelled', cancellation(this.pendingMessage));
      return;
    }
    if (this.cancelRequests > 0 && this.state.debug) {
      this.state.warn(
        `${this} was asked to cancel and finished all the same: it caught the CancelledError, or the cancellation was spent on a future ` +
          'left over from Promise.race. Call uncancel() where that is meant.',
      );
    }
    this.finish('finished', value);
  }

  /** The coroutine threw. */
  fail(error: unknown): void {
    if (isCancellation(error)) return this.finish('cancelled', error);
    this.finish('failed', thrown(error));
    this.failure = watchFailure(this, this.own.context);
  }

  private finish(status: 'finished' | 'failed' | 'cancelled', outcome: unknown): void {
    if (this.status !== 'pending') return;
    this.waits.clear();
    this.state.tasks.remove(this);
    if (this.state.phase === 'closed') this.waiters = null; // nobody is left to call
    this.settle(status, outcome);
  }

  override toString(): string {
    const cancelling = this.cancelRequests > 0 && this.status === 'pending' ? ' cancelling' : '';
    const coroutine = typeof this.coroutine === 'function' ? nameOf(this.coroutine) : '<generator>';
    const waits = this.waits.first();
    const details = `${cancelling} name='${this.getName()}' coro=${coroutine}${waits === null ? '' : ` wait_for=<${waits[Symbol.toStringTag]} ${waits.status}>`}`;
    return describeFuture(this, 'Task', details);
  }
}

function isCancellation(error: unknown): boolean {
  try {
    return error instanceof CancelledError || (error instanceof Error && (error as { code?: unknown }).code === 'ERR_CANCELLED');
  } catch {
    // A getter of somebody's error, or a proxy: whatever it is, the task is to end with it.
    return false;
  }
}
