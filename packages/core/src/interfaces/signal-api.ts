import type { Callback } from './handle.ts';

/** Handlers of signals, which run as callbacks of the loop. In the main thread only. */
export interface SignalApi {
  /**
   * Call `callback` in a turn of the loop each time the signal arrives; it replaces the handler before it. Signals that arrive while the loop
   * does not run are told in its next run. Standard signals that arrive faster than the system delivers them count as one.
   *
   * A signal has one loop: the last that added a handler. The loop that had it before loses its handler and logs a warning. Listeners of
   * `process.on` are called as well.
   *
   * @throws {TypeError} when the signal is no name or number, or the callback no function or an async one; {@link RangeError} when there is no such signal;
   * {@link LoopError} `ERR_SIGNAL_UNCATCHABLE` for SIGKILL and SIGSTOP, `ERR_NOT_MAIN_THREAD` in a worker, `ERR_LOOP_CLOSED`.
   * @see asyncio `loop.add_signal_handler`
   */
  addSignalHandler<A extends unknown[]>(signal: NodeJS.Signals | number, callback: Callback<A>, ...args: A): void;
  /**
   * Forget the handler: what the signal did before the first handler, it does again. `false` when this loop had none.
   *
   * @throws {TypeError} and {@link RangeError} as `addSignalHandler`.
   * @see asyncio `loop.remove_signal_handler`
   */
  removeSignalHandler(signal: NodeJS.Signals | number): boolean;
}
