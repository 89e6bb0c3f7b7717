import type { Task } from './task.ts';

/** Work that no worker has, in the order in which it is to be done. What was cancelled is dropped when it is met. */
export class TaskQueue {
  #tasks: Task[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(task: Task): void {
    this.#tasks.push(task);
    this.#length++;
  }

  /** Put back what was taken, in its order. */
  unshift(tasks: readonly Task[]): void {
    if (tasks.length === 0) return;
    this.#tasks = [...tasks, ...this.#tasks.slice(this.#head)];
    this.#head = 0;
    this.#length += tasks.length;
  }

  /** A task in here was cancelled. */
  forgetOne(): void {
    this.#length--;
    if (this.#length === 0) this.#empty();
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
    this.#head++;
    this.#length--;
    if (this.#head > 1000 && this.#head * 2 > this.#tasks.length) {
      this.#tasks = this.#tasks.slice(this.#head);
      this.#head = 0;
    }
    return task;
  }

  /** All of it; it is empty then. */
  takeAll(): Task[] {
    const all = this.#tasks.slice(this.#head).filter((task) => !task.gone);
    this.#empty();
    this.#length = 0;
    return all;
  }

  #empty(): void {
    this.#tasks = [];
    this.#head = 0;
  }
}
