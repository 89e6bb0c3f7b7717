import type { Area } from '../area.ts';
import type { Loop } from '../interfaces/loop.ts';
import { stateOf } from './loop-state.ts';

type Debugging = Pick<Loop, 'setDebug' | 'getDebug' | 'slowCallbackDuration'>;

/** Debug mode; on from the beginning when the environment variable TSYNCIO_DEBUG is not empty. */
export function debugging(): Area<'debugging', Debugging> {
  return {
    name: 'debugging',
    install: (loop) => {
      const state = stateOf(loop);
      state.debug = (process.env.TSYNCIO_DEBUG ?? '') !== '';
      return {
        setDebug: (enabled) => {
          state.debug = Boolean(enabled);
        },
        getDebug: () => state.debug,
        get slowCallbackDuration() {
          return state.slowCallbackDuration;
        },
        set slowCallbackDuration(milliseconds: number) {
          state.slowCallbackDuration = milliseconds;
        },
      };
    },
  };
}
