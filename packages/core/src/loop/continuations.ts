import type { TaskWatch } from '../debug/task-watch.ts';
import type { LoopTask } from '../task/loop-task.ts';

/**
 * What a turn sets going outside the loop: continuations of `await`. asyncio runs them within the turn, so the next turn has to wait until
 * their chains have come to an end.
 *
 *   task resumed ──► its continuations run, in microtasks ──► it awaits a future again, or is done: the chain ended
 *
 * Of such chains the end is seen. Of others (a callback that is an async function, `then` called by hand, a task that awaits a promise of
 * Node) it is not: for them, the microtask queue has to run dry.
 */
export class Continuations {
  /** How many tasks were resumed in this turn and have not come to their next wait. */
  open = 0;
  /** Whether something was set going whose end is not seen. */
  unknown = false;
  /** Debug mode's. */
  watch: TaskWatch | null = null;
  /** Counts turns; a task is on its way when it was resumed in this one. */
  #turn = 1;

  /** Whether something is on its way, all of which tells when it has come to its end. */
  get willBeSeenToEnd(): boolean {
    return this.open > 0 && !this.unknown;
  }

  /** A turn begins: whatever is still on its way waits for something else than this loop. */
  reset(): void {
    this.#turn++;
    this.open = 0;
    this.unknown = false;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a task of any type
  started(task: LoopTask<any> | null): void {
    if (task === null || !task.isAsync) this.unknown = true;
    else if (task.resumedIn !== this.#turn) {
      task.resumedIn = this.#turn;
      this.open++;
      this.watch?.resumed(task);
    }
  }

  /** Whether `task` was resumed in this turn and has not come to its next wait. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  isOnItsWay(task: LoopTask<any>): boolean {
    return task.resumedIn === this.#turn;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  ended(task: LoopTask<any>): void {
    this.watch?.returned(task);
    if (task.resumedIn !== this.#turn) return;
    task.resumedIn = 0;
    this.open--;
  }
}
