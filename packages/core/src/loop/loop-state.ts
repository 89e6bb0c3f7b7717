import { Cell } from '../context/cell.ts';
import { ContextStore, NO_VARIABLES } from '../context/context-store.ts';
import type { ExceptionContext, ExceptionHandler } from '../interfaces/exception-context.ts';
import type { Kernel } from '../interfaces/kernel/kernel.ts';
import type { Loop } from '../interfaces/loop.ts';
import type { TaskFactory } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { ReadyQueue } from '../queue/ready-queue.ts';
import { TimerHeap } from '../queue/timer-heap.ts';
import { TaskRegistry } from '../task/task-registry.ts';
import { Continuations } from './continuations.ts';
import { Readiness } from './readiness.ts';
import { Slice } from './slice.ts';
import { nextTurn } from './turn.ts';
import type { Leftover } from './unclosed-loops.ts';

/**
 *              runForever              stop, end of that turn        continuations drained
 *   idle ────────────────────► running ─────────────────────► ending ─────────────────────► idle
 *     │ close
 *     ▼
 *   closed
 */
export type Phase = 'idle' | 'running' | 'ending' | 'closed';

/** Everything one loop holds. The loop's methods are free functions over it. */
export class LoopState {
  readonly loop: Loop;
  readonly kernel: Kernel;
  /** For what must not keep the loop alive. */
  readonly weak: WeakRef<LoopState> = new WeakRef(this);
  readonly ready: ReadyQueue = new ReadyQueue();
  readonly timers: TimerHeap = new TimerHeap();
  readonly readiness: Readiness;
  readonly tasks: TaskRegistry = new TaskRegistry();
  readonly baseCell: Cell;
  phase: Phase = 'idle';
  stopping = false;
  /** Whether this run blocks the thread: no promise of Node settles in it. */
  blocking = false;
  /** Whether nothing will call the next turn but the kernel: scheduling something must say so to it. */
  asleep = false;
  readonly slice: Slice;
  readonly continuations: Continuations = new Continuations();
  /** The cell in which the next turn will find itself, where that is known: asking AsyncLocalStorage takes longer than a short callback. */
  ambient: Cell | null = null;
  /** Whether a microtask or a tick is on its way to take the next turn. */
  due = false;
  /** Whether the next turn waits for chains of continuations to end. */
  held = false;
  /** Whether a tick is on its way that lets it go should they not end. */
  watched = false;
  /** How many handles of this turn's batch are still to run. */
  remaining = 0;
  endRun: () => void = () => {};
  failRun: (reason: unknown) => void = () => {};
  readonly nextTurn: () => void = () => nextTurn(this);
  readonly nextTurnInTick: () => void = () => process.nextTick(this.nextTurn);
  debug = false;
  /** Of it, should it be dropped. */
  readonly leftover: Leftover;
  /** Whether the AsyncLocalStorages of others follow what is scheduled. */
  preservesAsyncContext = false;
  slowCallbackDuration = 100;
  exceptionHandler: ExceptionHandler | null = null;
  taskFactory: TaskFactory | null = null;
  /** Called when the loop closes, before its kernel goes. */
  readonly onClose: Set<() => void> = new Set();
  /** Called once it is closed, when nothing is scheduled any more, before its kernel goes. */
  readonly onClosed: Set<() => void> = new Set();

  /** Called in a run that blocks, in which no message of another thread arrives by itself: each takes what waits at one port. */
  readonly doors: Set<() => void> = new Set();

  constructor(loop: Loop, kernel: Kernel) {
    this.loop = loop;
    this.kernel = kernel;
    this.leftover = { kernel, warns: false };
    this.slice = new Slice(kernel.clock);
    this.readiness = new Readiness(kernel, this.ready);
    this.baseCell = new Cell(this, null, new ContextStore(NO_VARIABLES), true);
  }

  /** Give an error to the exception handler of the loop, whichever way it was set or overridden. */
  report(context: ExceptionContext): void {
    this.loop.callExceptionHandler(context);
  }

  /** Tell the developer something that is no error of the program. */
  warn(message: string): void {
    process.emitWarning(message, 'TsyncioWarning');
  }
}

const STATE = Symbol.for('@tsyncio/core:state');

/** @throws {TypeError} when `loop` is not one that createLoop made. */
export function stateOf(loop: Loop): LoopState {
  const state = (loop as { [STATE]?: LoopState } | null | undefined)?.[STATE];
  if (state === undefined) throw new TypeError(`a loop made by createLoop was expected, got ${kindOf(loop)}`);
  return state;
}

export function attachState(loop: Loop, state: LoopState): void {
  Object.defineProperty(loop, STATE, { value: state });
}
