import type { MessagePort } from 'node:worker_threads';
import type { LoopCapabilities } from './capabilities.ts';
import type { Awaitable, Coroutine } from './coroutine.ts';
import type { ExceptionContext, ExceptionHandler } from './exception-context.ts';
import type { Future } from './future.ts';
import type { Callback, Handle, TimerHandle } from './handle.ts';
import type { Task, TaskFactory, TaskOptions } from './task.ts';

/**
 * What core itself gives every loop. Areas add to it.
 *
 * A loop is a guest of Node's own: while it runs, everything else in the process goes on. Several loops may run at once.
 * Methods can be taken off the loop: `const { callSoon } = loop` works.
 *
 * @see asyncio "Event loop methods"
 */
export interface Loop {
  /**
   * Run until `stop` is called. The promise resolves once the last turn's continuations have drained.
   *
   * Rejects with `ERR_LOOP_CLOSED` or `ERR_LOOP_RUNNING`.
   *
   * @see asyncio `loop.run_forever`
   */
  runForever(): Promise<void>;
  /**
   * Run until `awaitable` is done and give its result; a coroutine is wrapped in a task first.
   *
   * Rejects with what it failed with; with `ERR_LOOP_STOPPED` when `stop` was called before it was done
   * (it stays pending, and a later run goes on with it); with `ERR_LOOP_CLOSED`, `ERR_LOOP_RUNNING` or `ERR_FOREIGN_LOOP`.
   *
   * @see asyncio `loop.run_until_complete`
   */
  runUntilComplete<T>(awaitable: Awaitable<T>): Promise<T>;
  /**
   * Block this thread until `stop` is called: generator coroutines, callbacks, timers and this loop's own I/O go on, nothing of Node does.
   *
   * @throws {@link LoopError} `ERR_LOOP_CLOSED`, or `ERR_LOOP_RUNNING` when this or another loop runs.
   */
  runForeverSync(): void;
  /**
   * Block this thread until `awaitable` is done and give its result. A task in it that would wait for a promise of Node fails with
   * `ERR_SYNC_AWAIT`, since that could never settle.
   *
   * @throws what it failed with; {@link LoopError} as `runForeverSync`, `ERR_LOOP_STOPPED`, `ERR_FOREIGN_LOOP`, `ERR_SYNC_AWAIT`.
   */
  // biome-ignore lint/suspicious/noExplicitAny: as in Coroutine
  runUntilCompleteSync<T>(awaitable: Generator<Future<any>, T, any> | Future<T> | Task<T>): T;
  /**
   * Finish the turn that is running, then end the run. What that turn scheduled stays queued for the next run.
   * Called before a run, that run makes one turn.
   *
   * @see asyncio `loop.stop`
   */
  stop(): void;
  /**
   * Give up everything the loop holds; scheduled callbacks are dropped. A second call does nothing. A loop of this system that is dropped
   * without it gives its descriptors back when it is collected, and in debug mode a warning says so; not while it runs or watches a descriptor.
   *
   * @throws {@link LoopError} `ERR_LOOP_RUNNING` while it runs.
   * @see asyncio `loop.close`
   */
  close(): void;
  /** @see asyncio `loop.is_running` */
  isRunning(): boolean;
  /** @see asyncio `loop.is_closed` */
  isClosed(): boolean;
  /** What this loop can do. */
  readonly capabilities: LoopCapabilities;

  /**
   * Have `shutdownAsyncgens` close this generator, should it still be open then. It is held weakly.
   *
   * JavaScript has no hook for a generator's first step, so a generator is tracked when it is given here.
   *
   * @throws {TypeError} when it is no generator object.
   */
  // biome-ignore lint/suspicious/noExplicitAny: any generator at all
  trackAsyncgen<G extends AsyncGenerator<any, any, any>>(generator: G): G;
  /**
   * Close all tracked generators at once, running their `finally` blocks; errors go to the exception handler.
   *
   * @see asyncio `loop.shutdown_asyncgens`
   */
  shutdownAsyncgens(): Promise<void>;

  /**
   * Debug mode, off unless the environment variable `TSYNCIO_DEBUG` is set and not empty. It costs much, and
   * - warns of callbacks, and of async functions between two waits, that keep the thread for `slowCallbackDuration` or longer;
   * - warns of tasks that wait ten times as long for a promise that is not the loop's, where `cancel` does not reach them, and of cancellations
   *   that were swallowed or spent on a future left over from `Promise.race`;
   * - keeps where handles, futures and tasks were made, for their text and for reports to the exception handler;
   * - refuses async functions and generator functions as callbacks.
   *
   * @see asyncio `loop.set_debug`
   */
  setDebug(enabled: boolean): void;
  /** @see asyncio `loop.get_debug` */
  getDebug(): boolean;
  /** In debug mode a callback that runs at least this long, in milliseconds, is warned of. Default 100. */
  slowCallbackDuration: number;

  /** The loop's monotonic clock, in milliseconds with fractions. @see asyncio `loop.time` */
  time(): number;
  /**
   * Call `callback(...args)` in the next turn, in order of scheduling.
   *
   * @throws {@link LoopError} `ERR_LOOP_CLOSED`.
   * @see asyncio `loop.call_soon`
   */
  callSoon<Args extends unknown[]>(callback: Callback<Args>, ...args: Args): Handle;
  /** As `callSoon`, and wakes the loop when it sleeps. @see asyncio `loop.call_soon_threadsafe` */
  callSoonThreadsafe<Args extends unknown[]>(callback: Callback<Args>, ...args: Args): Handle;
  /**
   * Call `callback(...args)` after `delay` milliseconds; fractions count. Callbacks due at the same time run in order of scheduling.
   *
   * @throws {TypeError} when `delay` is not a number; {@link LoopError} `ERR_LOOP_CLOSED`.
   * @see asyncio `loop.call_later`
   */
  callLater<Args extends unknown[]>(delay: number, callback: Callback<Args>, ...args: Args): TimerHandle;
  /** As `callLater`, with a time on the clock of `time()`. @see asyncio `loop.call_at` */
  callAt<Args extends unknown[]>(when: number, callback: Callback<Args>, ...args: Args): TimerHandle;

  /**
   * A port to hand to another thread, which calls these functions on this loop through `threadsafeCaller(port)`. It closes with the loop.
   *
   * @throws {TypeError} when one is no function; {@link LoopError} `ERR_LOOP_CLOSED`.
   */
  // biome-ignore lint/suspicious/noExplicitAny: functions of any kind
  createThreadsafePort(functions: Record<string, (...args: any[]) => unknown>): MessagePort;

  /** A pending future of this loop. @see asyncio `loop.create_future` */
  createFuture<T = unknown>(): Future<T>;
  /**
   * Run a coroutine as a task; its first step is in the next turn.
   *
   * @throws {TypeError} when it is not a coroutine (a promise was started already: wrap it with `wrapFuture`); `ERR_LOOP_CLOSED`.
   * @see asyncio `loop.create_task`
   */
  createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T>;
  /** Make tasks with `factory`; `null` goes back to the default. @see asyncio `loop.set_task_factory` */
  setTaskFactory(factory: TaskFactory | null): void;
  /** @see asyncio `loop.get_task_factory` */
  getTaskFactory(): TaskFactory | null;

  /** Give errors that no caller can be given to `handler`; `null` goes back to the default. @see asyncio `loop.set_exception_handler` */
  setExceptionHandler(handler: ExceptionHandler | null): void;
  /** @see asyncio `loop.get_exception_handler` */
  getExceptionHandler(): ExceptionHandler | null;
  /** Print the message, then the other entries by name, to standard error. @see asyncio `loop.default_exception_handler` */
  defaultExceptionHandler(context: ExceptionContext): void;
  /** Report an error: to the handler that was set, else to the default one. Never throws. @see asyncio `loop.call_exception_handler` */
  callExceptionHandler(context: ExceptionContext): void;
  /** Same as `close`. */
  [Symbol.dispose](): void;
}
