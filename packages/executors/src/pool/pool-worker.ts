import type { TransferListItem } from 'node:worker_threads';
import type { WorkerName } from '../work/unpack-error.ts';
import { SLOTS } from '../worker/shared-state.ts';
import type { SentTask } from '../worker/wire.ts';
import type { Task } from './task.ts';
import type { WorkerLink } from './worker-link.ts';

/** So many texts a worker keeps. */
const MOST_KNOWN = 500;

export interface PoolWorkerOwner {
  /** A task was taken away from the worker. */
  relieved(worker: PoolWorker): void;
}

/** A worker with the work that it has. */
export class PoolWorker {
  readonly link: WorkerLink;
  readonly name: string;
  readonly tasks: Map<number, Task> = new Map();
  readonly #owner: PoolWorkerOwner;
  readonly #known = new Set<number>();
  #alive = true;
  id = 0;
  /** How much work it was given. */
  given = 0;
  /** Whether it has told that it can work. */
  ready = false;
  /** Whether its end is wanted. */
  ending = false;
  /** Whether it waits for work. */
  idle = false;
  idleSince = 0;
  /** When it last answered, or was given work when it had none; milliseconds. */
  progressed = 0;

  constructor(owner: PoolWorkerOwner, name: string, link: WorkerLink) {
    this.#owner = owner;
    this.name = name;
    this.link = link;
  }

  /** How many more it may be given before numbers of work that it has are too far apart. */
  get room(): number {
    const oldest = this.tasks.keys().next();
    return SLOTS - (oldest.done ? 0 : this.given - oldest.value);
  }

  get label(): WorkerName {
    return { name: this.name, id: this.id };
  }

  /** @throws what cannot be copied; none of it was given then. */
  give(tasks: readonly Task[]): void {
    let transferList: TransferListItem[] | null = null;
    const sent: SentTask[] = [];
    const told: number[] = [];
    for (const { work, args, context, chunk, transferList: moved } of tasks) {
      // What was used last is the last.
      const known = this.#known.delete(work.id);
      this.#known.add(work.id);
      if (!known) told.push(work.id);
      sent.push([this.given + sent.length, work.id, known ? null : work.sent, args, context, chunk]);
      if (moved !== null) transferList = [...(transferList ?? []), ...moved];
    }
    try {
      this.link.send(sent, this.#forget(), transferList);
    } catch (error) {
      for (const work of told) this.#known.delete(work);
      throw error;
    }
    if (this.tasks.size === 0) this.progressed = performance.now();
    for (const task of tasks) {
      task.worker = this;
      task.id = this.given++;
      this.tasks.set(task.id, task);
    }
    this.keepAlive(true);
  }

  /** Whether the work will not be done. */
  cancel(task: Task, force: boolean): boolean {
    if (this.link.takeBack(task.id)) {
      this.#remove(task);
      this.#owner.relieved(this);
      return true;
    }
    if (!force) {
      this.link.abort(task.id);
      return false;
    }
    // It may have done it, and have begun with something else.
    this.link.drain?.();
    if (!this.tasks.has(task.id)) return false;
    this.#remove(task);
    this.ending = true;
    this.#owner.relieved(this);
    this.link.kill();
    return true;
  }

  /** What it has not begun with, in its order; it will not do it. */
  takeBackAll(): Task[] {
    const back: Task[] = [];
    for (const task of [...this.tasks.values()]) {
      if (task.transferList !== null || !this.link.takeBack(task.id)) continue;
      this.tasks.delete(task.id);
      task.worker = null;
      back.push(task);
    }
    return back;
  }

  keepAlive(alive: boolean): void {
    if (alive === this.#alive) return;
    this.#alive = alive;
    this.link.keepAlive(alive);
  }

  stop(): void {
    this.ending = true;
    // Whoever waits for its end must live to see it.
    this.keepAlive(true);
    this.link.stop();
  }

  kill(): void {
    this.ending = true;
    this.keepAlive(true);
    this.link.kill();
  }

  #remove(task: Task): void {
    this.tasks.delete(task.id);
    task.gone = true;
  }

  #forget(): readonly number[] | null {
    if (this.#known.size <= MOST_KNOWN) return null;
    const oldest = [...this.#known].slice(0, MOST_KNOWN / 2);
    for (const work of oldest) this.#known.delete(work);
    return oldest;
  }
}
