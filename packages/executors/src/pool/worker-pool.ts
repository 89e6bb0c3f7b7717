import { type ContextVar, LoopError } from '@tsyncio/core';
import { NotShareableError, QueueFullError } from '../errors.ts';
import { failedFuture, type PoolFuture } from '../future/pool-future.ts';
import { capturesOf, type PreparedWork, prepareWork, refuseOutsideNames } from '../work/prepare-work.ts';
import { transferListOf } from '../work/transfer.ts';
import { sharedTime } from '../worker/wire.ts';
import type { PoolSettings } from './check-options.ts';
import { Crew } from './crew.ts';
import type { PoolStats } from './pool-stats.ts';
import type { PoolWorker } from './pool-worker.ts';
import { isExiting, listenToExit } from './process-exit.ts';
import { Task } from './task.ts';
import type { WorkerKind } from './worker-link.ts';

/** What stands behind an executor: it checks what is submitted, and its crew does it. */
export class WorkerPool {
  readonly #settings: PoolSettings;
  readonly #kind: WorkerKind;
  readonly #crew: Crew;

  constructor(kind: WorkerKind, settings: PoolSettings) {
    listenToExit();
    this.#kind = kind;
    this.#settings = settings;
    this.#crew = new Crew(kind, settings);
  }

  get name(): string {
    return this.#settings.name;
  }

  /** @param chunk - whether `args` are those of many calls */
  submit(work: unknown, args: readonly unknown[], chunk = false): PoolFuture<unknown> {
    this.#crew.counts.submitted++;
    try {
      this.#refuse();
      const task = this.#makeTask(work, args, chunk);
      this.#crew.add(task);
      return task.future;
    } catch (error) {
      this.#crew.counts.failed++;
      return failedFuture(error);
    }
  }

  stats(): PoolStats {
    const { counts, workers, idle, waiting, running } = this.#crew;
    return { name: this.name, workers: workers.size, idle, queued: waiting, running, ...counts };
  }

  drained(): Promise<void> {
    return this.#crew.drain.wait();
  }

  async shutdown(options: { wait?: boolean; cancelFutures?: boolean } = {}): Promise<void> {
    const { wait = true, cancelFutures = false } = options;
    const crew = this.#crew;
    crew.shutDown = true;
    if (cancelFutures) this.#cancelWaiting();
    crew.endIdle();
    if (wait) await crew.ended();
  }

  /** End the workers at once; what they have fails with `reason`. */
  endWorkers(reason: Error, end: (worker: PoolWorker) => void): void {
    this.#crew.shutDown = true;
    this.#cancelWaiting();
    this.#crew.break(reason, end);
  }

  /** Whether what workers send can be taken in a thread that blocks. */
  get canPoll(): boolean {
    return this.#kind.kind !== 'process';
  }

  /** Take what workers have sent, in a thread that blocks. */
  poll(): void {
    for (const { link } of [...this.#crew.workers]) link.poll?.();
  }

  #cancelWaiting(): void {
    const crew = this.#crew;
    for (const worker of crew.workers) crew.queue.unshift(worker.takeBackAll());
    for (let task = crew.queue.peek(); task !== undefined; task = crew.queue.peek()) task.future.cancel();
  }

  #refuse(): void {
    const { broken, shutDown, queue, hasRoom } = this.#crew;
    const { maxQueue } = this.#settings;
    if (broken !== null) throw broken;
    if (isExiting()) throw new LoopError('ERR_EXECUTOR_SHUTDOWN', 'cannot schedule new futures while the process exits');
    if (shutDown) throw new LoopError('ERR_EXECUTOR_SHUTDOWN', `cannot schedule new futures after shutdown of ${this.name}`);
    if (!hasRoom && (queue.length >= maxQueue || (maxQueue !== Number.POSITIVE_INFINITY && this.#crew.waiting >= maxQueue))) {
      throw new QueueFullError(
        `${this.#crew.waiting} pieces of work wait for ${this.name}, as many as its maxQueue allows: await drained() first`,
      );
    }
  }

  #makeTask(work: unknown, given: readonly unknown[], chunk: boolean): Task {
    const prepared = this.#prepare(work);
    const captures = capturesOf(work);
    const inFront = (args: readonly unknown[]): readonly unknown[] => (captures === null ? args : [captures, ...args]);
    const args = chunk ? (given as readonly (readonly unknown[])[]).map(inFront) : inFront(given);
    const moved = this.#kind.moves ? transferListOf(chunk || captures !== null ? valuesIn(args, captures, chunk) : args) : null;
    return new Task(this.#crew, { work: prepared, args, transferList: moved, context: this.#contextNow(), chunk, submitted: sharedTime() });
  }

  #prepare(work: unknown): PreparedWork {
    const prepared = prepareWork(work);
    refuseOutsideNames(prepared, this.#kind.globals(), this.#kind.shared);
    if (this.#kind.kind === 'interpreter' && prepared.sent.kind === 'module') {
      throw new NotShareableError(`an interpreter loads no modules: give ${prepared.name} as a function or as a script`);
    }
    return prepared;
  }

  #contextNow(): Readonly<Record<string, unknown>> | null {
    const { contextVars } = this.#settings;
    if (contextVars.length === 0) return null;
    const values = contextVars.map((variable) => [variable.name, valueHere(variable)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }
}

/** Each once, as all calls of a chunk have the same captures. */
function valuesIn(args: readonly unknown[], captures: Record<string, unknown> | null, chunk: boolean): Set<unknown> {
  return new Set([...(chunk ? args.flat() : args), ...Object.values(captures ?? {})]);
}

/** Its value here, or its default. */
function valueHere(variable: ContextVar<unknown>): unknown {
  try {
    return variable.get();
  } catch {
    // It has none.
    return undefined;
  }
}
