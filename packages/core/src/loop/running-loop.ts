import { currentCell } from '../context/cell.ts';
import { LoopError } from '../errors.ts';
import type { Loop } from '../interfaces/loop.ts';

/**
 * The loop whose callback or task is running. Inside a task it is always that task's loop, also after an `await`.
 *
 * @throws {LoopError} `ERR_NO_RUNNING_LOOP` outside any.
 * @see asyncio `asyncio.get_running_loop`
 */
export function getRunningLoop(): Loop {
  const loop = runningLoop();
  if (loop === null)
    throw new LoopError('ERR_NO_RUNNING_LOOP', 'no event loop is running here: call this from a task or callback of a loop');
  return loop;
}

export function runningLoop(): Loop | null {
  return currentCell()?.state?.loop ?? null;
}
