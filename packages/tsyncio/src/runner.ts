import { allTasks, type Context, copyContext, type Loop, LoopError } from '@tsyncio/core';
import { checkLoop, kindOf, type OptionNames, ownOptions, runningLoop } from '@tsyncio/core/area';
import type { AbstractEventLoopPolicy } from '@tsyncio/policies';
import { getEventLoopPolicy } from './default-policy.ts';
import type { EventLoop } from './event-loop.ts';
import { Interruption } from './interruption.ts';
import { keyboardInterrupt } from './keyboard-interrupt.ts';
import { newEventLoop } from './new-event-loop.ts';

/** Milliseconds for which work in the default executor is waited for at the end, as asyncio does. */
const LONGEST_JOIN = 300_000;

export interface RunnerOptions {
  /** Debug mode of the loop. */
  readonly debug?: boolean;
  /** Makes the loop; `newEventLoop` unless given. */
  readonly loopFactory?: () => EventLoop;
}

const OPTIONS: OptionNames<RunnerOptions> = { debug: true, loopFactory: true };
const RUN_OPTIONS: OptionNames<{ context?: Context }> = { context: true };

/**
 * Runs several functions one after another on one loop, in one context.
 *
 *   new ──run, getLoop──► open ──close──► closing ──► closed
 *    └──────────────────close───────────────────────────┘
 *
 * The loop is made when it is first needed, and without a `loopFactory` it is the current one of the policy until `close`.
 *
 * @see asyncio `asyncio.Runner`
 */
export class Runner {
  readonly #debug: boolean | undefined;
  readonly #loopFactory: (() => EventLoop) | undefined;
  #policy: AbstractEventLoopPolicy | null = null;
  #loop: EventLoop | null = null;
  #context: Context | null = null;
  #closing: Promise<void> | null = null;

  /** @throws {TypeError} when `loopFactory` is no function. */
  constructor(options: RunnerOptions = {}) {
    const { debug, loopFactory } = ownOptions(options, 'a runner', OPTIONS);
    if (loopFactory !== undefined && typeof loopFactory !== 'function')
      throw new TypeError(`loopFactory must be a function that makes a loop, got ${kindOf(loopFactory)}`);
    this.#debug = debug;
    this.#loopFactory = loopFactory;
  }

  /**
   * Run `main` in a task of the loop and give its result. It runs in the context of the runner, in which variables set by one run are seen by the
   * next; or in `context`.
   *
   * In the main thread, and where nobody else handles SIGINT, the first SIGINT cancels `main`, and the promise then rejects with `KeyboardInterrupt`
   * unless `main` caught the cancellation; the next one ends the process.
   *
   * Rejects with what `main` failed with; `ERR_LOOP_RUNNING` inside a running loop: use `await` there; `ERR_RUNNER_CLOSED`.
   */
  async run<T>(main: (loop: EventLoop) => PromiseLike<T>, options: { readonly context?: Context } = {}): Promise<T> {
    if (typeof main !== 'function') throw new TypeError(`run needs an async function, got ${kindOf(main)}`);
    const { context } = ownOptions(options, 'run', RUN_OPTIONS);
    refuseRunning(runningLoop(), 'run() cannot be called from a running event loop: await inside it instead');
    const loop = this.getLoop();
    refuseRunning(loop, 'this runner runs something already: await that first');
    const task = loop.createTask(() => main(loop), { context: context ?? (this.#context as Context) });
    const interruption = new Interruption(task);
    try {
      return await loop.runUntilComplete(task);
    } catch (error) {
      // Asked of the task: the loop may be of another copy of the package, with classes of its own. What a task factory gave may be less than a task.
      if (interruption.came && task.cancelled() && (task as Partial<typeof task>).uncancel?.() === 0) throw keyboardInterrupt();
      throw error;
    } finally {
      interruption.end();
    }
  }

  /**
   * The loop that this runner runs.
   *
   * @throws {LoopError} `ERR_RUNNER_CLOSED`; what the factory throws; {@link TypeError} when it made something else than a loop.
   */
  getLoop(): EventLoop {
    if (this.#closing !== null) throw new LoopError('ERR_RUNNER_CLOSED', 'this runner is closed: make another one');
    this.#loop ??= this.#open();
    return this.#loop;
  }

  /**
   * Cancel the tasks that are left and wait for them, reporting their errors to the exception handler; shut down asynchronous generators and the
   * default executor; close the loop. A second call does nothing more.
   *
   * Rejects with what went wrong in that, once the loop is closed all the same; `ERR_LOOP_RUNNING` while the loop runs.
   *
   * @see asyncio `asyncio.Runner.close`
   */
  async close(): Promise<void> {
    refuseRunning(this.#closing === null ? this.#loop : null, 'a runner cannot be closed while it runs something: await that first');
    this.#closing ??= this.#loop === null ? Promise.resolve() : this.#end(this.#loop);
    try {
      await this.#closing;
    } finally {
      // What went wrong was told: closing is over.
      this.#closing = Promise.resolve();
    }
  }

  /** Same as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(): EventLoop {
    const loop = (this.#loopFactory ?? newEventLoop)();
    checkLoop(loop, 'loopFactory must give a loop');
    try {
      if (this.#debug !== undefined) loop.setDebug(this.#debug);
      if (this.#loopFactory === undefined) this.#makeCurrent(loop);
    } catch (error) {
      // Nobody else could close it.
      if (!loop.isRunning()) loop.close();
      throw error;
    }
    this.#context = copyContext();
    return loop;
  }

  #makeCurrent(loop: EventLoop): void {
    const policy = getEventLoopPolicy();
    policy.setEventLoop(loop);
    this.#policy = policy;
  }

  async #end(loop: EventLoop): Promise<void> {
    try {
      await cancelTasks(loop);
      await loop.runUntilComplete(() => loop.shutdownAsyncgens());
      await loop.runUntilComplete(() => loop.shutdownDefaultExecutor(LONGEST_JOIN));
    } finally {
      try {
        // Another one that was made the current one meanwhile stays.
        if (this.#policy !== null && currentOf(this.#policy) === loop) this.#policy.setEventLoop(null);
      } finally {
        loop.close();
      }
    }
  }
}

function currentOf(policy: AbstractEventLoopPolicy): Loop | null {
  try {
    return policy.getEventLoop();
  } catch {
    return null;
  }
}

function refuseRunning(loop: { isRunning(): boolean } | null, message: string): void {
  if (loop?.isRunning()) throw new LoopError('ERR_LOOP_RUNNING', message);
}

async function cancelTasks(loop: EventLoop): Promise<void> {
  const tasks = [...allTasks(loop)];
  if (tasks.length === 0) return;
  for (const task of tasks) task.cancel();
  await loop.runUntilComplete(() => Promise.allSettled(tasks));
  for (const task of tasks) {
    if (task.cancelled() || task.exception() === null) continue;
    loop.callExceptionHandler({ message: 'unhandled exception during run() shutdown', exception: task.exception(), task });
  }
}
