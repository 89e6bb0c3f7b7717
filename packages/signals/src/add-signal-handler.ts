import { isMainThread } from 'node:worker_threads';
import { type Callback, LoopError } from '@tsyncio/core';
import { captureCell, checkCallback, LoopHandle, type LoopState, refuseClosed, signalNumber } from '@tsyncio/core/area';
import type { SignalHandlers } from './signal-handlers.ts';

/** Implements `addSignalHandler`. */
export function addSignalHandler(
  state: LoopState,
  handlers: SignalHandlers,
  signal: unknown,
  { callback, args }: { readonly callback: Callback; readonly args: readonly unknown[] },
): void {
  // In any mode: a signal comes rarely, and a handler that does nothing is not noticed before.
  checkCallback(callback, true);
  const signo = signalNumber(signal, state.kernel.signals);
  refuseClosed(state);
  refuseOtherThreads(state);
  handlers.set(signo, new LoopHandle(state, captureCell(state), callback, args));
}

// The system would deliver them here too, but whose they are is settled within one thread. Simulated signals are not those of the process.
function refuseOtherThreads({ kernel }: LoopState): void {
  if (isMainThread || kernel.native !== true) return;
  throw new LoopError(
    'ERR_NOT_MAIN_THREAD',
    'signals are handled in the main thread only: add the handler to a loop there, and let it tell this worker with a message',
  );
}
