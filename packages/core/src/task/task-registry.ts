import type { LoopTask } from './loop-task.ts';

// biome-ignore lint/suspicious/noExplicitAny: tasks of any type
type AnyTask = LoopTask<any>;

/** Below this many, references to collected tasks are not worth looking for. */
const PRUNE_ABOVE = 1024;

/**
 * The tasks of a loop that are not done, held weakly. A weak reference costs more than a short task does, so one is made only for
 * tasks that are still pending two turns after they were made:
 *
 *   add ──► young ──► old ──► weak        moved on at the beginning of each turn
 */
export class TaskRegistry {
  #young: AnyTask[] = [];
  #old: AnyTask[] = [];
  readonly #weak = new Set<WeakRef<AnyTask>>();
  #pruneAt = PRUNE_ABOVE;

  add(task: AnyTask): void {
    this.#young.push(task);
  }

  remove(task: AnyTask): void {
    if (task.registration !== null) this.#weak.delete(task.registration);
  }

  /** A turn begins. */
  age(): void {
    if (this.#old.length === 0 && this.#young.length === 0) return;
    for (const task of this.#old) {
      if (task.status !== 'pending') continue;
      task.registration = new WeakRef(task);
      this.#weak.add(task.registration);
    }
    this.#old = this.#young;
    this.#young = [];
    if (this.#weak.size > this.#pruneAt) this.#prune();
  }

  pending(): Set<AnyTask> {
    const tasks = new Set<AnyTask>();
    for (const reference of this.#weak) {
      const task = reference.deref();
      if (task !== undefined) tasks.add(task);
    }
    for (const task of [...this.#old, ...this.#young]) if (task.status === 'pending') tasks.add(task);
    return tasks;
  }

  #prune(): void {
    for (const reference of this.#weak) if (reference.deref() === undefined) this.#weak.delete(reference);
    this.#pruneAt = Math.max(PRUNE_ABOVE, this.#weak.size * 2);
  }
}
