import type { Area } from '../area.ts';
import { captureCell } from '../context/current-context.ts';
import type { Callback, Handle, TimerHandle } from '../interfaces/handle.ts';
import type { Loop } from '../interfaces/loop.ts';
import { checkCallback } from '../queue/check-callback.ts';
import { LoopHandle } from '../queue/loop-handle.ts';
import { LoopTimerHandle } from '../queue/loop-timer-handle.ts';
import { showValue } from '../queue/show-value.ts';
import { enqueue, refuseClosed } from './enqueue.ts';
import { type LoopState, stateOf } from './loop-state.ts';

type Scheduling = Pick<Loop, 'time' | 'callSoon' | 'callSoonThreadsafe' | 'callLater' | 'callAt'>;

/** Callbacks now and later. */
export function scheduling(): Area<'scheduling', Scheduling> {
  return {
    name: 'scheduling',
    install: (loop) => {
      const state = stateOf(loop);
      const { clock, turns } = state.kernel;
      return {
        time: () => clock.now(),
        callSoon: (callback, ...args) => callSoon(state, callback, args),
        callSoonThreadsafe: (callback, ...args) => {
          const handle = callSoon(state, callback, args);
          turns.wake();
          return handle;
        },
        callLater: (delay, callback, ...args) => callAt(state, clock.now() + checkTime(delay, 'delay'), callback, args),
        callAt: (when, callback, ...args) => callAt(state, checkTime(when, 'when'), callback, args),
      };
    },
  };
}

function callSoon(state: LoopState, callback: Callback, args: readonly unknown[]): Handle {
  const handle = new LoopHandle(state, captureCell(state), checkCallback(callback, state.debug), args);
  enqueue(state, handle);
  return handle;
}

function callAt(state: LoopState, when: number, callback: Callback, args: readonly unknown[]): TimerHandle {
  refuseClosed(state);
  const timer = new LoopTimerHandle(state, captureCell(state), when, checkCallback(callback, state.debug), args);
  state.timers.push(timer);
  if (state.asleep) state.kernel.turns.arm(state.timers.nextDeadline());
  return timer;
}

function checkTime(milliseconds: number, what: string): number {
  if (typeof milliseconds !== 'number' || Number.isNaN(milliseconds)) {
    throw new TypeError(`${what} must be a number of milliseconds, got ${showValue(milliseconds)}`);
  }
  return milliseconds;
}
