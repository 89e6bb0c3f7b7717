import type { Area } from '../area.ts';
import { LoopError } from '../errors.ts';
import type { Awaitable } from '../interfaces/coroutine.ts';
import type { Loop } from '../interfaces/loop.ts';
import { realm } from '../realm.ts';
import { refuseClosed } from './enqueue.ts';
import { type LoopState, stateOf } from './loop-state.ts';
import { futureToRun, resultOfRun, stopWhenDone } from './run-for-future.ts';
import { hold, keepWhenDropped, letGo } from './unclosed-loops.ts';

type Lifecycle = Pick<Loop, 'runForever' | 'runUntilComplete' | 'stop' | 'close' | 'isRunning' | 'isClosed' | typeof Symbol.dispose>;

/** Running, stopping and closing. */
export function lifecycle(): Area<'lifecycle', Lifecycle> {
  return {
    name: 'lifecycle',
    install: (loop) => {
      const state = stateOf(loop);
      return {
        runForever: () => runForever(state),
        runUntilComplete: (awaitable) => runUntilComplete(state, awaitable),
        stop: () => {
          state.stopping = true;
          // A loop that sleeps would not look before something else wakes it.
          if (state.asleep) state.kernel.turns.wake();
        },
        close: () => close(state),
        isRunning: () => isRunning(state),
        isClosed: () => state.phase === 'closed',
        [Symbol.dispose]: () => close(state),
      };
    },
  };
}

function isRunning({ phase }: LoopState): boolean {
  return phase === 'running' || phase === 'ending';
}

async function runForever(state: LoopState): Promise<void> {
  refuseToRun(state);
  await run(state);
}

async function runUntilComplete<T>(state: LoopState, awaitable: Awaitable<T>): Promise<T> {
  refuseToRun(state);
  const future = futureToRun(state, awaitable);
  const forget = stopWhenDone(state, future);
  try {
    await run(state);
  } finally {
    forget();
  }
  return resultOfRun(future);
}

/** @throws {LoopError} `ERR_LOOP_CLOSED` or `ERR_LOOP_RUNNING`. */
export function refuseToRun(state: LoopState): void {
  refuseClosed(state);
  if (isRunning(state))
    throw new LoopError('ERR_LOOP_RUNNING', 'this event loop is already running: await inside it instead of running it again');
}

/** One run: at least one turn, then turns until one of them was told to stop. */
function run(state: LoopState): Promise<void> {
  const { turns } = state.kernel;
  state.phase = 'running';
  state.asleep = false;
  hold(state);
  return new Promise((resolve, reject) => {
    const end = (): void => {
      state.phase = 'idle';
      state.stopping = false;
      turns.stop();
      letGo(state);
    };
    state.endRun = () => {
      end();
      resolve();
    };
    state.failRun = (reason) => {
      end();
      reject(reason);
    };
    // The run belongs to nobody in particular: what drives it must not keep the caller's context alive.
    realm.cells.exit(() => {
      turns.start();
      turns.arm(0);
    });
  });
}

function close(state: LoopState): void {
  if (state.phase === 'closed') return;
  if (isRunning(state)) throw new LoopError('ERR_LOOP_RUNNING', 'cannot close a running event loop: stop it first and await its run');
  for (const release of state.onClose) release();
  state.phase = 'closed';
  state.ready.clear();
  state.timers.clear();
  state.readiness.close();
  for (const release of state.onClosed) release();
  state.kernel.close();
  keepWhenDropped(state);
}
