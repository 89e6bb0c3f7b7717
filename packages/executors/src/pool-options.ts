import type { ResourceLimits } from 'node:worker_threads';
import type { ContextVar, Work } from '@tsyncio/core';

export interface PoolOptions {
  /** How many workers there may be. They are made when there is work and none is idle. */
  readonly maxWorkers?: number;
  /** Done once in each worker before its first work. When it fails, the pool is broken. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever `initargs` are
  readonly initializer?: Work<any[], void>;
  readonly initargs?: readonly unknown[];
  /** How many calls a worker is given before another takes its place. No limit unless given. */
  readonly maxTasksPerChild?: number;
  /** Milliseconds after which an idle worker is ended. No limit unless given. */
  readonly idleTimeout?: number;
  /** How much submitted work may wait for a worker; more is refused with `QueueFullError`. No limit unless given. */
  readonly maxQueue?: number;
  /** Instead of breaking the pool, a worker that dies fails only the work that it had begun, and is replaced. Off unless given. */
  readonly selfHealing?: boolean;
  /** Context variables whose values, as they are where work is submitted, the work finds in `currentWork().context`. */
  // biome-ignore lint/suspicious/noExplicitAny: variables of any type
  readonly contextVars?: readonly ContextVar<any>[];
}

/** For pools whose workers load modules. */
export interface ModulePoolOptions extends PoolOptions {
  /**
   * A module that every worker loads first: `true` for the program's main module, as Python's multiprocessing does. Its top-level code runs
   * there too: what only the program itself should do belongs behind `currentWorker() === null`.
   */
  readonly mainModule?: boolean | string | URL;
}

export interface ThreadPoolOptions extends ModulePoolOptions {
  /** Workers are named `<prefix>_0`, `<prefix>_1` …; `ThreadPoolExecutor-<n>` unless given. */
  readonly threadNamePrefix?: string;
  readonly resourceLimits?: ResourceLimits;
}

export interface InterpreterPoolOptions extends PoolOptions {
  /** Copied into every interpreter as globals. */
  readonly shared?: Readonly<Record<string, unknown>>;
  readonly threadNamePrefix?: string;
  readonly resourceLimits?: ResourceLimits;
}

export interface ProcessPoolOptions extends ModulePoolOptions {
  /** The whole environment of the workers; that of this process unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node for the workers; those of this process unless given. */
  readonly execArgv?: readonly string[];
}
