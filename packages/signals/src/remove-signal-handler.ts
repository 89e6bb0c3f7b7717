import { type LoopState, signalNumber } from '@tsyncio/core/area';
import type { SignalHandlers } from './signal-handlers.ts';

/** Implements `removeSignalHandler`. */
export function removeSignalHandler(state: LoopState, handlers: SignalHandlers, signal: unknown): boolean {
  return handlers.remove(signalNumber(signal, state.kernel.signals));
}
