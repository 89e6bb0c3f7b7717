import type { Area } from '../area.ts';
import { TaskWatch } from '../debug/task-watch.ts';
import type { Loop } from '../interfaces/loop.ts';
import { showValue } from '../queue/show-value.ts';
import { stateOf } from './loop-state.ts';

type Debugging = Pick<Loop, 'setDebug' | 'getDebug' | 'slowCallbackDuration'>;

/** Debug mode; on from the beginning when the environment variable TSYNCIO_DEBUG is not empty. */
export function debugging(): Area<'debugging', Debugging> {
  return {
    name: 'debugging',
    install: (loop) => {
      const state = stateOf(loop);
      const setDebug = (enabled: boolean): void => {
        state.debug = Boolean(enabled);
        state.leftover.warns = state.debug;
        state.continuations.watch = state.debug ? new TaskWatch(state) : null;
      };
      setDebug((process.env.TSYNCIO_DEBUG ?? '') !== '');
      return {
        setDebug,
        getDebug: () => state.debug,
        get slowCallbackDuration() {
          return state.slowCallbackDuration;
        },
        set slowCallbackDuration(milliseconds: number) {
          if (typeof milliseconds !== 'number' || Number.isNaN(milliseconds))
            throw new TypeError(`slowCallbackDuration must be a number of milliseconds, got ${showValue(milliseconds)}`);
          state.slowCallbackDuration = milliseconds;
        },
      };
    },
  };
}
