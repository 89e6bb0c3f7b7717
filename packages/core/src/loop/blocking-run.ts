import type { Area } from '../area.ts';
import { isGenerator } from '../coroutine/is-coroutine.ts';
import { LoopError } from '../errors.ts';
import { ensureFuture } from '../future/ensure-future.ts';
import { isFuture } from '../future/is-future.ts';
import type { LoopFuture } from '../future/loop-future.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import type { Task } from '../interfaces/task.ts';
import { refuseToRun } from './lifecycle.ts';
import { type LoopState, stateOf } from './loop-state.ts';
import { runningLoop } from './running-loop.ts';
import { runTurn } from './turn.ts';

type BlockingRun = Pick<Loop, 'runForeverSync' | 'runUntilCompleteSync'>;

/** Runs that block the thread: the same turns, on the kernel's blocking poll, without Node's loop. */
export function blockingRun(): Area<'blockingRun', BlockingRun> {
  return {
    name: 'blockingRun',
    install: (loop) => {
      const state = stateOf(loop);
      return {
        runForeverSync: () => runForeverSync(state),
        runUntilCompleteSync: (awaitable) => runUntilCompleteSync(state, awaitable),
      };
    },
  };
}

function runForeverSync(state: LoopState): void {
  refuseToBlock(state);
  runBlocking(state);
}

function runUntilCompleteSync<T>(state: LoopState, awaitable: Generator<Future<unknown>, T, unknown> | Future<T> | Task<T>): T {
  refuseToBlock(state);
  if (!isFuture(awaitable) && !isGenerator(awaitable)) {
    const hint =
      typeof awaitable === 'function'
        ? 'an async function needs the promises of Node: write it as a generator'
        : 'give it a generator object, a future or a task';
    throw new LoopError(
      'ERR_SYNC_AWAIT',
      `runUntilCompleteSync cannot wait for ${typeof awaitable === 'function' ? 'a function' : String(awaitable)}: ${hint}`,
    );
  }
  const future = ensureFuture<T>(awaitable as Future<T>, { loop: state.loop });
  if (!future.done() && (future as unknown as LoopFuture<T>).followsPromise) {
    throw new LoopError('ERR_SYNC_AWAIT', `runUntilCompleteSync cannot wait for ${future}: only a promise of Node can finish it`);
  }
  const stop = (): void => {
    state.stopping = true;
  };
  future.addDoneCallback(stop);
  try {
    runBlocking(state);
  } finally {
    future.removeDoneCallback(stop);
  }
  if (!future.done())
    throw new LoopError(
      'ERR_LOOP_STOPPED',
      'the event loop was stopped before the future was done; it stays pending, and another run goes on with it',
    );
  return future.result();
}

function refuseToBlock(state: LoopState): void {
  refuseToRun(state);
  if (runningLoop()?.isRunning())
    throw new LoopError('ERR_LOOP_RUNNING', 'cannot block this thread while another event loop is running in it');
}

function runBlocking(state: LoopState): void {
  const { turns } = state.kernel;
  state.phase = 'running';
  state.blocking = true;
  state.asleep = false;
  try {
    do {
      runTurn(state, turns.pollSync(state.ready.length > 0 || state.stopping ? 0 : state.timers.nextDeadline()));
    } while (!state.stopping);
  } finally {
    state.phase = 'idle';
    state.blocking = false;
    state.stopping = false;
  }
}
