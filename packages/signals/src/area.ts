import type { Area, SignalApi } from '@tsyncio/core';
import { type PollerKernel, type Signals, stateOf } from '@tsyncio/core/area';
import { addSignalHandler } from './add-signal-handler.ts';
import { removeSignalHandler } from './remove-signal-handler.ts';
import { SignalHandlers } from './signal-handlers.ts';

interface SignalKernel extends PollerKernel {
  readonly signals: Signals;
}

/** Handlers of signals. */
export function signals(): Area<'signals', SignalApi, object, SignalKernel> {
  return {
    name: 'signals',
    install: (loop) => {
      const state = stateOf(loop);
      const handlers = new SignalHandlers(state);
      return {
        addSignalHandler: (signal, callback, ...args) => addSignalHandler(state, handlers, signal, { callback, args }),
        removeSignalHandler: (signal) => removeSignalHandler(state, handlers, signal),
      };
    },
  };
}
