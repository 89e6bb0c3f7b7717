import {
  BrokenInterpreterPoolError,
  BrokenProcessPoolError,
  BrokenThreadPoolError,
  InterpreterPoolExecutor,
  type PoolOptions,
  ProcessPoolExecutor,
  ThreadPoolExecutor,
} from '../src/index.ts';

export type Pool = ThreadPoolExecutor | ProcessPoolExecutor;

/** One of the three pools, for what they have in common. */
export interface PoolKind {
  readonly kind: 'thread' | 'interpreter' | 'process';
  readonly broken: abstract new (...args: never[]) => Error;
  readonly make: (options?: PoolOptions) => Pool;
}

export const threads: PoolKind = {
  kind: 'thread',
  broken: BrokenThreadPoolError,
  make: (options?: PoolOptions): Pool => new ThreadPoolExecutor(options),
};

export const interpreters: PoolKind = {
  kind: 'interpreter',
  broken: BrokenInterpreterPoolError,
  make: (options?: PoolOptions): Pool => new InterpreterPoolExecutor(options),
};

const processes: PoolKind = {
  kind: 'process',
  broken: BrokenProcessPoolError,
  make: (options?: PoolOptions): Pool => new ProcessPoolExecutor(options),
};

export const allPools: readonly PoolKind[] = [threads, interpreters, processes];

/** Those whose workers have Node's globals and load modules. */
export const nodePools: readonly PoolKind[] = [threads, processes];
