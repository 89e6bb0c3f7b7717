import type { TransferListItem } from 'node:worker_threads';
import { PoolFuture, type WorkControl } from '../future/pool-future.ts';
import type { PreparedWork } from '../work/prepare-work.ts';
import type { PoolWorker } from './pool-worker.ts';

/** Whoever has the tasks that wait. */
export interface TaskOwner {
  /** A task in the queue was cancelled. */
  forget(task: Task): void;
}

/** Work that was submitted, until it is done. */
export class Task implements WorkControl {
  readonly future: PoolFuture<unknown> = new PoolFuture<unknown>(this);
  readonly work: PreparedWork;
  readonly args: readonly unknown[];
  /** What is moved, not copied: such work can be sent only once. */
  readonly transferList: readonly TransferListItem[] | null;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly chunk: boolean;
  /** Microseconds, as `sharedTime`. */
  readonly submitted: number;
  readonly #owner: TaskOwner;
  /** Where it was sent to, under which number. */
  worker: PoolWorker | null = null;
  id = -1;
  /** Whether it is cancelled, or done. */
  gone = false;
  /** Whether it is in the queue: what is being given to a worker is neither here nor there. */
  queued = false;

  constructor(owner: TaskOwner, fields: Pick<Task, 'work' | 'args' | 'transferList' | 'context' | 'chunk' | 'submitted'>) {
    this.#owner = owner;
    this.work = fields.work;
    this.args = fields.args;
    this.transferList = fields.transferList;
    this.context = fields.context;
    this.chunk = fields.chunk;
    this.submitted = fields.submitted;
  }

  begun(): boolean {
    return this.worker?.link.begun(this.id) === true;
  }

  cancel(force: boolean): boolean {
    const { worker } = this;
    if (worker === null) {
      this.gone = true;
      this.#owner.forget(this);
      return true;
    }
    return worker.cancel(this, force);
  }
}
