import type { PoolWorker } from './pool-worker.ts';
import type { Task } from './task.ts';
import type { TaskQueue } from './task-queue.ts';

/** What a worker is given next, taken from the queue: at most `most` pieces of work, beside those that it has. */
export function nextBatch(queue: TaskQueue, worker: PoolWorker, most: number): Task[] {
  const batch: Task[] = [];
  while (batch.length < most) {
    const moves = queue.peek()?.transferList !== null;
    // What is moved cannot be sent a second time.
    if (moves && worker.tasks.size + batch.length > 0) break;
    const task = queue.shift();
    if (task === undefined) break;
    batch.push(task);
    if (moves) break;
  }
  return batch;
}
