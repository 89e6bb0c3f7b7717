import type { WorkerName } from '../work/unpack-error.ts';

/** The work that calls. */
export interface CurrentWork {
  /**
   * Aborted when the work is cancelled while it runs. In a thread pool `signal.aborted` is up to date even in code that never waits; in
   * processes and interpreters only what waits sees it.
   */
  readonly signal: AbortSignal;
  /** The values that the pool's `contextVars` had where the work was submitted, by the variables' names. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly worker: WorkerName;
}

/** What the worker side of the pools tells to whoever asks in the same thread. */
export interface WorkerInside {
  readonly worker: WorkerName;
  readonly current: () => CurrentWork | null;
}

// A worker's own code and the package that its modules load are different copies.
const KEY = Symbol.for('@tsyncio/executors:worker');

export function setWorkerInside(inside: WorkerInside): void {
  Object.defineProperty(globalThis, KEY, { value: inside, configurable: true });
}

function inside(): WorkerInside | undefined {
  return (globalThis as { [KEY]?: WorkerInside })[KEY];
}

/**
 * The work that runs in this worker; `null` outside work. It is also a global of every worker, so that a bare function may call it.
 *
 * An asynchronous piece of work is the current one until it has ended, also for other code of its worker.
 */
export function currentWork(): CurrentWork | null {
  return inside()?.current() ?? null;
}

/** The worker of a pool in which this code runs; `null` in the program itself. A global of every worker too. */
export function currentWorker(): WorkerName | null {
  return inside()?.worker ?? null;
}
