import type { Future, Task } from '@tsyncio/core';
import type { Body } from './task-tree.ts';

/** What is known about one task when the run has ended. */
export interface TaskRecord {
  readonly body: Body;
  readonly task: Task<TaskRecord>;
  /** When `cancel` said that it was asked for, each time. */
  readonly askedAt: number[];
  /** How many of them `uncancel` did not take back. */
  requests: number;
  /** How many of them may still be delivered; not known of a task whose parts are side by side. */
  undelivered: number;
  /** Whether its coroutine came to its end without an error. */
  returned: boolean;
  /** The children it waits for with Promise.all. */
  readonly together: Set<Together>;
  readonly waitedFor: Future<unknown>[];
  readonly signal: AbortSignal;
  readonly createdAt: number;
  /** When its done callback was called, each time. */
  readonly doneAt: number[];
}

interface Together {
  readonly tasks: Task<TaskRecord>[];
  readonly since: number;
}

export interface Shielding {
  readonly inner: Future<unknown>;
  readonly outer: Future<unknown>;
}
