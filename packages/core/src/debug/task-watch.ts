import type { LoopState } from '../loop/loop-state.ts';
import type { LoopTask } from '../task/loop-task.ts';

const RESOLVED = Promise.resolve();
/** A wait for something else than the loop is long from this many times `slowCallbackDuration` on. */
const LONG_WAIT = 10;

// biome-ignore lint/suspicious/noExplicitAny: tasks of any type
type AnyTask = LoopTask<any>;

/** A task that was resumed and has not come back to wait for a future of the loop. */
interface Absence {
  readonly task: WeakRef<AnyTask>;
  /** When the turn that resumed it was over, and its code could begin to run. */
  since: number;
  /** Whether all microtasks ran since: what it waits for is no future of this loop. */
  waits: boolean;
  /** Whether it was found to be long. */
  told: boolean;
}

/**
 * Debug mode's eye on tasks over async functions:
 *
 *   resumed ──► runs long before its next wait: as bad as a slow callback
 *           ──► waits long for a promise that is not the loop's: cancel() does not reach it there
 */
export class TaskWatch {
  readonly #state: LoopState;
  readonly #absences = new Set<Absence>();
  readonly #byTask = new WeakMap<AnyTask, Absence>();
  #drains = false;

  constructor(state: LoopState) {
    this.#state = state;
  }

  resumed(task: AnyTask): void {
    this.#forget(task);
    const absence: Absence = { task: new WeakRef(task), since: Number.NaN, waits: false, told: false };
    this.#absences.add(absence);
    this.#byTask.set(task, absence);
    this.#markWaiting();
  }

  /** It waits for a future of the loop again, or is done. */
  returned(task: AnyTask): void {
    const absence = this.#forget(task);
    if (absence === undefined || absence.told) return;
    const took = this.#now() - absence.since;
    if (absence.waits) this.#tellWait(task, absence);
    else if (took >= this.#state.slowCallbackDuration) this.#state.warn(`Executing ${task} took ${took.toFixed(1)} ms`);
  }

  /** A turn begins. */
  check(): void {
    for (const absence of this.#absences) {
      const task = absence.task.deref();
      if (task === undefined || task.done()) this.#absences.delete(absence);
      else if (absence.waits && !absence.told) this.#tellWait(task, absence);
    }
  }

  /** When the next wait becomes long. */
  nextCheck(): number {
    let next = Number.POSITIVE_INFINITY;
    const now = this.#now();
    for (const { since, told } of this.#absences) if (!told) next = Math.min(next, (Number.isNaN(since) ? now : since) + this.#longWait());
    return next;
  }

  // A task that also waits for a future of the loop can be cancelled there: of Promise.all, one may be done and others not.
  #tellWait(task: AnyTask, absence: Absence): void {
    const took = this.#now() - absence.since;
    // Not a number while the turn that resumed it is not over.
    if (!(took >= this.#longWait())) return;
    absence.told = true;
    if (task.waits.first() !== null) return;
    const spent = task.cancelling() > 0 ? ' The cancellation that it was asked for was spent on a future left over from Promise.race.' : '';
    this.#state.warn(
      `${task} has waited ${took.toFixed(0)} ms for a promise that is not the loop's: cancel() only reaches it at its next wait for a future ` +
        `of the loop. Give what it waits for task.signal.${spent}`,
    );
  }

  #forget(task: AnyTask): Absence | undefined {
    const absence = this.#byTask.get(task);
    if (absence === undefined) return undefined;
    this.#byTask.delete(task);
    this.#absences.delete(absence);
    return absence;
  }

  #markWaiting(): void {
    if (this.#drains) return;
    this.#drains = true;
    RESOLVED.then(() => {
      const now = this.#now();
      for (const absence of this.#absences) if (Number.isNaN(absence.since)) absence.since = now;
      process.nextTick(() => {
        this.#drains = false;
        for (const absence of this.#absences) absence.waits = true;
      });
    });
  }

  #longWait(): number {
    return LONG_WAIT * this.#state.slowCallbackDuration;
  }

  #now(): number {
    return this.#state.kernel.clock.now();
  }
}
