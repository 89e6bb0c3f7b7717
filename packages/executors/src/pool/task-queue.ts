import type { Task } from './task.ts';

/** So many that were taken or cancelled may be kept, beside as many as there are in all. */
const MOST_GONE = 1000;

/** Work that no worker has, in the order in which it is to be done. What was cancelled is dropped when it is met. */
export class TaskQueue {
  #tasks: Task[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(task: Task): void {
    task.queued = true;
    this.#tasks.push(task);
    this.#length++;
  }

  /** Put back what was taken, in its order. */
  unshift(tasks: readonly Task[]): void {
    if (tasks.length === 0) return;
    for (const task of tasks) task.queued = true;
    // Where it was taken from there is room for it again.
    if (tasks.length > this.#head) {
      this.#tasks = [...tasks, ...this.#tasks.slice(this.#head)];
      this.#head = 0;
    } else {
      this.#head -= tasks.length;
      for (const [index, task] of tasks.entries()) this.#tasks[this.#head + index] = task;
    }
    this.#length += tasks.length;
  }

  /** The task was cancelled; it may be one that is in no queue at the moment. */
  forget(task: Task): void {
    if (!task.queued) return;
    task.queued = false;
    this.#length--;
    if (this.#length === 0) this.#empty();
    else if (this.#tasks.length - this.#head > 2 * this.#length + MOST_GONE) this.#compact();
  }

  peek(): Task | undefined {
    while (this.#tasks[this.#head]?.gone === true) this.#head++;
    return this.#tasks[this.#head];
  }

  shift(): Task | undefined {
    const task = this.peek();
    if (task === undefined) {
      this.#empty();
      return undefined;
    }
    task.queued = false;
    this.#head++;
    this.#length--;
    if (this.#head > MOST_GONE && this.#head * 2 > this.#tasks.length) this.#compact();
    return task;
  }

  /** All of it; it is empty then. */
  takeAll(): Task[] {
    this.#compact();
    const all = this.#tasks;
    for (const task of all) task.queued = false;
    this.#empty();
    this.#length = 0;
    return all;
  }

  #compact(): void {
    this.#tasks = this.#tasks.slice(this.#head).filter((task) => !task.gone);
    this.#head = 0;
  }

  #empty(): void {
    this.#tasks = [];
    this.#head = 0;
  }
}
