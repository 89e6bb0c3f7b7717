import { tracebackOf } from '../debug/source-traceback.ts';
import type { LoopState } from '../loop/loop-state.ts';
import type { LoopTask } from './loop-task.ts';

// biome-ignore lint/suspicious/noExplicitAny: tasks of any type
type AnyTask = LoopTask<any>;

/** What is left of a task that was collected before it was done. It must not lead back to the task. */
interface Registration {
  readonly state: LoopState;
  readonly reference: WeakRef<AnyTask>;
  readonly name: string;
  /** Whether anybody is told. */
  readonly told: boolean;
  readonly source: string | null;
}

const collected = new FinalizationRegistry<Registration>(({ state, reference, name, told, source }) => {
  state.tasks.forget(reference);
  if (told && state.phase !== 'closed') state.report({ message: 'Task was destroyed but it is pending!', name, ...tracebackOf(source) });
});

/**
 * The tasks of a loop that are not done, held weakly. A weak reference costs more than a short task does, so one is made only for
 * tasks that are still pending when Node's loop has called the loop twice since they were made:
 *
 *   add ──► young ──► old ──► weak        moved on each time that Node's loop calls
 */
export class TaskRegistry {
  #young: AnyTask[] = [];
  #old: AnyTask[] = [];
  readonly #weak = new Set<WeakRef<AnyTask>>();
  readonly #untold = new WeakSet<object>();

  add(task: AnyTask): void {
    task.generation = this.#young;
    task.place = this.#young.push(task) - 1;
  }

  /** The task is done. */
  remove(task: AnyTask): void {
    if (task.generation !== null) takeOut(task, task.generation);
    if (task.registration === null) return;
    this.#weak.delete(task.registration);
    collected.unregister(task.registration);
  }

  forget(reference: WeakRef<AnyTask>): void {
    this.#weak.delete(reference);
  }

  /** Nobody else has it: should it be collected before it is done, that is not told. */
  keepQuiet(task: object): void {
    this.#untold.add(task);
  }

  /** Node's loop calls, or a turn of a blocking run begins. */
  age(): void {
    if (this.#old.length === 0 && this.#young.length === 0) return;
    for (const task of this.#old) this.#hold(task);
    this.#old = this.#young;
    this.#young = [];
  }

  pending(): Set<AnyTask> {
    const tasks = new Set<AnyTask>();
    for (const reference of this.#weak) {
      const task = reference.deref();
      if (task !== undefined) tasks.add(task);
    }
    for (const task of [...this.#old, ...this.#young]) tasks.add(task);
    return tasks;
  }

  #hold(task: AnyTask): void {
    task.generation = null;
    const reference = new WeakRef(task);
    task.registration = reference;
    this.#weak.add(reference);
    const told = !this.#untold.has(task);
    collected.register(task, { state: task.state, reference, name: task.getName(), told, source: task.source }, reference);
  }
}

// The last one takes its place.
function takeOut(task: AnyTask, generation: AnyTask[]): void {
  const last = generation.pop();
  if (last !== undefined && last !== task) {
    generation[task.place] = last;
    last.place = task.place;
  }
  task.generation = null;
}
