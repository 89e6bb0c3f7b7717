import type { Executor, ExecutorFuture, MapOptions, Work } from '@tsyncio/core';
import { kindOf, type OptionNames, ownOptions } from '@tsyncio/core/area';
import { mapResults } from './map-results.ts';
import type { PoolStats } from './pool-stats.ts';
import type { WorkerPool } from './worker-pool.ts';

const MAP_OPTIONS: OptionNames<MapOptions> = { timeout: true, chunksize: true, buffersize: true };
const SHUTDOWN_OPTIONS: OptionNames<{ wait?: boolean; cancelFutures?: boolean }> = { wait: true, cancelFutures: true };

/** A pool that nobody can submit to any more lets its workers go once they have done what they have. */
const abandoned = new FinalizationRegistry<WorkerPool>((pool) => void pool.shutdown({ wait: false }));

const pools = new WeakMap<Executor, WorkerPool>();

/** What stands behind an executor of this package; `undefined` for others. */
export function poolOf(executor: Executor): WorkerPool | undefined {
  return pools.get(executor);
}

/** What the three pools have in common. */
export abstract class PoolExecutor implements Executor {
  abstract readonly kind: 'thread' | 'interpreter' | 'process';

  constructor(pool: WorkerPool) {
    pools.set(this, pool);
    abandoned.register(this, pool);
  }

  /** Workers are named after it. */
  get name(): string {
    return own(this).name;
  }

  submit<A extends unknown[], R>(work: Work<A, R>, ...args: A): ExecutorFuture<Awaited<R>> {
    return own(this).submit(work, args) as ExecutorFuture<Awaited<R>>;
  }

  map<A extends unknown[], R>(
    work: Work<A, R>,
    iterables: readonly Iterable<unknown>[],
    options: MapOptions = {},
  ): AsyncIterable<Awaited<R>> {
    const pool = own(this);
    // Interpreters take one call at a time.
    const chunks = this.kind !== 'interpreter';
    return mapResults<Awaited<R>>(
      (args, chunk) => pool.submit(work, args, chunk),
      iterables,
      ownOptions(options, 'map', MAP_OPTIONS),
      chunks,
    );
  }

  /** Resolves when at most half of `maxQueue` waits for a worker; without `maxQueue`, when nothing waits. */
  drained(): Promise<void> {
    return own(this).drained();
  }

  stats(): PoolStats {
    return own(this).stats();
  }

  async shutdown(options: { wait?: boolean; cancelFutures?: boolean } = {}): Promise<void> {
    await own(this).shutdown(ownOptions(options, 'shutdown', SHUTDOWN_OPTIONS));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

function own(executor: PoolExecutor): WorkerPool {
  const pool = pools.get(executor);
  if (pool === undefined) throw new TypeError(`a method of an executor was called on ${kindOf(executor)}`);
  return pool;
}
