import { currentCell } from '../context/cell.ts';
import type { Loop } from '../interfaces/loop.ts';
import type { Task } from '../interfaces/task.ts';
import { stateOf } from '../loop/loop-state.ts';
import { getRunningLoop } from '../loop/running-loop.ts';

/**
 * The task whose coroutine is running; `null` in a callback, or when it runs for another loop than `loop`.
 *
 * @throws {LoopError} `ERR_NO_RUNNING_LOOP` without `loop`, outside any.
 * @see asyncio `asyncio.current_task`
 */
export function currentTask(loop: Loop = getRunningLoop()): Task<unknown> | null {
  const state = stateOf(loop);
  const cell = currentCell();
  if (cell === undefined || cell.state !== state || cell.task === null) return null;
  return cell.task.done() ? null : (cell.task as Task<unknown>);
}

/**
 * The tasks of a loop that are not done. Tasks are held weakly.
 *
 * @throws {LoopError} `ERR_NO_RUNNING_LOOP` without `loop`, outside any.
 * @see asyncio `asyncio.all_tasks`
 */
export function allTasks(loop: Loop = getRunningLoop()): Set<Task<unknown>> {
  return stateOf(loop).tasks.pending();
}
