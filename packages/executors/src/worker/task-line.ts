import type { SentTask, ToWorker } from './wire.ts';

/** For so many milliseconds work may follow work before Node's loop gets its turn: what work left behind may have timers and sockets. */
const LONGEST_WITHOUT_NODE = 8;

export interface Runner {
  run(task: SentTask): Promise<void> | undefined;
  /** Keep the text that came with work, also when the work is not done here: the pool sends it only once. */
  learn(task: SentTask): void;
  /** Work is not done here: drop what came for it by another way. */
  skip(): void;
  abort(id: number): void;
  forget(works: readonly number[]): void;
}

export interface TaskLineOptions {
  readonly runner: Runner;
  /** Whether the work is still to be done, and nobody else will from now on. */
  readonly claim: (id: number) => boolean;
  /** Called when nothing is left to do; whether something came. */
  readonly lookForMore: () => boolean;
  readonly stop: () => void;
}

/** The work that waits in a worker, done one after the other. */
export class TaskLine {
  readonly #options: TaskLineOptions;
  #waiting: SentTask[] = [];
  #next = 0;
  #going = false;
  #stopping = false;

  constructor(options: TaskLineOptions) {
    this.#options = options;
  }

  take(message: ToWorker): void {
    if ('tasks' in message) {
      for (const task of message.tasks) this.#waiting.push(task);
      if (message.forget !== undefined) this.#options.runner.forget(message.forget);
    } else if ('abort' in message) this.#options.runner.abort(message.abort);
    else if ('stop' in message) this.#stopping = true;
  }

  /** Do what waits, unless it is being done already. */
  go(): void {
    if (this.#going) return;
    this.#going = true;
    void this.#work().finally(() => {
      this.#going = false;
      if (this.#stopping) this.#options.stop();
    });
  }

  async #work(): Promise<void> {
    let sinceNode = performance.now();
    do {
      for (let task = this.#shift(); task !== undefined; task = this.#shift()) {
        const { runner, claim } = this.#options;
        runner.learn(task);
        if (!claim(task[0])) {
          runner.skip();
          continue;
        }
        const waiting = runner.run(task);
        // Microtasks that the work left run before the next.
        await waiting;
        if (waiting !== undefined) sinceNode = performance.now();
        else if (performance.now() - sinceNode > LONGEST_WITHOUT_NODE) {
          await new Promise((resolve) => setImmediate(resolve));
          sinceNode = performance.now();
        }
      }
    } while (!this.#stopping && this.#options.lookForMore());
  }

  #shift(): SentTask | undefined {
    const task = this.#waiting[this.#next];
    if (task === undefined) {
      this.#waiting = [];
      this.#next = 0;
    } else this.#next++;
    return task;
  }
}
