import type { Loop } from '../interfaces/loop.ts';
import { realm } from '../realm.ts';
import { getRunningLoop, runningLoop } from './running-loop.ts';

/**
 * The running loop; outside of any, the one that the policy has.
 *
 * @throws {LoopError} `ERR_NO_RUNNING_LOOP` where nobody asked for a policy yet, `ERR_NO_EVENT_LOOP` when it has no loop.
 */
export function currentLoop(): Loop {
  return runningLoop() ?? (realm.currentLoop ?? getRunningLoop)();
}

/** For the package that keeps the policy: `ask` gives the loop that code gets outside of any. */
export function provideCurrentLoop(ask: () => Loop): void {
  realm.currentLoop = ask;
}
