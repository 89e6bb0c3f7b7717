import type { Area } from '../area.ts';
import { isGenerator } from '../coroutine/is-coroutine.ts';
import { LoopError } from '../errors.ts';
import { isFuture } from '../future/is-future.ts';
import type { LoopFuture } from '../future/loop-future.ts';
import { isThenable } from '../future/wrap-future.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import type { Task } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { showValue } from '../queue/show-value.ts';
import { realm } from '../realm.ts';
import { refuseToRun } from './lifecycle.ts';
import { type LoopState, stateOf } from './loop-state.ts';
import { futureToRun, resultOfRun, stopWhenDone } from './run-for-future.ts';
import { runningLoop } from './running-loop.ts';
import { runTurn } from './turn.ts';

/** While another thread may call, in milliseconds. */
const LONGEST_WITHOUT_LOOKING = 2;

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
  if (!isFuture(awaitable) && !isGenerator(awaitable)) throw cannotWaitFor(awaitable);
  const future = futureToRun<T>(state, awaitable as Future<T>);
  if (!future.done() && (future as unknown as LoopFuture<T>).followsPromise) {
    throw new LoopError('ERR_SYNC_AWAIT', `runUntilCompleteSync cannot wait for ${future}: only a promise of Node can finish it`);
  }
  const forget = stopWhenDone(state, future);
  try {
    runBlocking(state);
  } finally {
    forget();
  }
  return resultOfRun(future);
}

function cannotWaitFor(value: unknown): Error {
  if (typeof value !== 'function' && !isThenable(value))
    return new TypeError(`a future, task or generator was expected, got ${kindOf(value)}`);
  const [what, hint] =
    typeof value === 'function'
      ? ['a function', 'an async function needs the promises of Node: write it as a generator']
      : [showValue(value), 'give it a generator object, a future or a task'];
  return new LoopError('ERR_SYNC_AWAIT', `runUntilCompleteSync cannot wait for ${what}: ${hint}`);
}

function refuseToBlock(state: LoopState): void {
  refuseToRun(state);
  if (runningLoop()?.isRunning())
    throw new LoopError('ERR_LOOP_RUNNING', 'cannot block this thread while another event loop is running in it');
}

// Nothing wakes a blocked thread when a message of another one arrives: it has to look from time to time.
function waitUntil({ ready, stopping, timers, doors, kernel }: LoopState): number {
  if (ready.length > 0 || stopping) return 0;
  const deadline = timers.nextDeadline();
  return doors.size === 0 ? deadline : Math.min(deadline, kernel.clock.now() + LONGEST_WITHOUT_LOOKING);
}

function runBlocking(state: LoopState): void {
  const { turns } = state.kernel;
  state.phase = 'running';
  state.blocking = true;
  state.asleep = false;
  try {
    // The caller gets back the asynchronous context it had.
    state.ambient = state.baseCell;
    realm.cells.run(state.baseCell, () => {
      do {
        for (const look of state.doors) look();
        runTurn(state, turns.pollSync(waitUntil(state)));
      } while (!state.stopping);
    });
  } finally {
    state.phase = 'idle';
    state.blocking = false;
    state.stopping = false;
  }
}
