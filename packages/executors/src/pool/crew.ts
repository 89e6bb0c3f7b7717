import type { PackedThrown } from '../work/packed-error.ts';
import { unpackThrown } from '../work/unpack-error.ts';
import { ERROR, type FromWorker, PART, type Part } from '../worker/wire.ts';
import type { PoolSettings } from './check-options.ts';
import { Drain } from './drain.ts';
import { brokenBy, reportInitializer, unshareableArgument, unshareableInitarg } from './failures.ts';
import { nextBatch } from './next-batch.ts';
import { PartError } from './part-error.ts';
import { Counts } from './pool-stats.ts';
import { PoolWorker, type PoolWorkerOwner } from './pool-worker.ts';
import { Reaper } from './reaper.ts';
import { startMessage } from './start-message.ts';
import type { Task, TaskOwner } from './task.ts';
import { TaskQueue } from './task-queue.ts';
import type { WorkerEnd, WorkerKind } from './worker-link.ts';

type Answer = Extract<FromWorker, readonly unknown[]>;

/** Microseconds that work takes on average, under which some waits in its worker: the way there takes about as long. */
const SHORT = 1000;
/** Milliseconds without an answer, after which others do what waits in a worker. */
const STUCK = 2;
/** So many workers one after another that end before they can work are more than bad luck. */
const MOST_STILLBORN = 3;

/**
 * The workers of a pool, and the work that waits for them.
 *
 *   add      ──► an idle worker, the one that was busy last; else a new worker; else the queue
 *   answered ──► more of the queue, some of what waits in another worker; else idle
 *   ended    ──► nothing, when it was wanted; else the pool is broken, or heals
 */
export class Crew implements TaskOwner, PoolWorkerOwner {
  readonly queue: TaskQueue = new TaskQueue();
  readonly counts: Counts = new Counts();
  /** Told when less waits. */
  readonly drain: Drain;
  readonly workers: Set<PoolWorker> = new Set();
  broken: Error | null = null;
  /** Whether workers end when nothing is left to do. */
  shutDown = false;
  readonly #kind: WorkerKind;
  readonly #settings: PoolSettings;
  /** The last one was busy last. */
  #idle: PoolWorker[] = [];
  #made = 0;
  #stillborn = 0;
  #average = Number.POSITIVE_INFINITY;
  readonly #reaper: Reaper;
  readonly #whenEnded: (() => void)[] = [];

  constructor(kind: WorkerKind, settings: PoolSettings) {
    this.#kind = kind;
    this.#settings = settings;
    const most = settings.maxQueue === Number.POSITIVE_INFINITY ? 0 : Math.floor(settings.maxQueue / 2);
    this.drain = new Drain(() => this.waiting <= most);
    this.#reaper = new Reaper(settings.idleTimeout, () => this.#idle);
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Whether work would not wait in the queue. */
  get hasRoom(): boolean {
    return this.#idle.length > 0 || this.workers.size < this.#settings.maxWorkers;
  }

  /** How many workers have work. */
  get running(): number {
    return [...this.workers].filter(({ tasks }) => tasks.size > 0).length;
  }

  /** How much work waits: in the queue, and in workers behind what they do. */
  get waiting(): number {
    return [...this.workers].reduce((sum, { tasks }) => sum + Math.max(0, tasks.size - 1), this.queue.length);
  }

  add(task: Task): void {
    this.queue.push(task);
    if (this.hasRoom) this.#dispatch();
  }

  /** A task in the queue was cancelled. */
  forget(task: Task): void {
    this.counts.cancelled++;
    this.queue.forget(task);
    this.drain.tell();
  }

  /** A task was taken away from the worker. */
  relieved(worker: PoolWorker): void {
    this.counts.cancelled++;
    this.drain.tell();
    if (worker.tasks.size === 0) this.#goOn(worker);
  }

  /** Have idle workers end, now that the pool is shut down. */
  endIdle(): void {
    for (const worker of [...this.workers]) if (worker.tasks.size === 0) this.#goOn(worker);
  }

  ended(): Promise<void> {
    return this.workers.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenEnded.push(resolve));
  }

  /** Fail everything with `error` and end all workers. */
  break(error: Error, end: (worker: PoolWorker) => void = (worker) => worker.kill()): void {
    this.broken = error;
    const workers = [...this.workers];
    const tasks = workers.flatMap(({ tasks }) => [...tasks.values()]);
    for (const worker of workers) {
      worker.tasks.clear();
      worker.ending = true;
    }
    for (const task of [...tasks, ...this.queue.takeAll()]) this.#fail(task, error);
    for (const worker of workers) end(worker);
    this.#idle = [];
    this.drain.tell();
  }

  #dispatch(): void {
    while (this.queue.length > 0 && this.broken === null) {
      const worker = this.#popIdle() ?? this.#hire();
      if (worker === null) return;
      this.#goOn(worker);
    }
  }

  #popIdle(): PoolWorker | undefined {
    const worker = this.#idle.pop();
    if (worker !== undefined) worker.idle = false;
    return worker;
  }

  #hire(): PoolWorker | null {
    if (this.workers.size >= this.#settings.maxWorkers) return null;
    const name = `${this.#settings.name}_${this.#made++}`;
    try {
      const message = startMessage(this.#settings, name, this.#kind);
      const link = this.#kind.link(name, {
        ready: (id) => {
          worker.id = id;
          worker.ready = true;
          this.#stillborn = 0;
          // Others may have done what it was made for.
          if (worker.tasks.size === 0) this.#goOn(worker);
        },
        initializerFailed: (error) => this.#initializerFailed(worker, error),
        answered: (answer) => this.#answered(worker, answer),
        ended: (end) => this.#ended(worker, end),
      });
      const worker = new PoolWorker(this, name, link);
      this.workers.add(worker);
      link.start(message);
      return worker;
    } catch (error) {
      const cause = unshareableInitarg(this.#settings, error, this.#kind.clone);
      this.break(new this.#kind.Broken(`the worker ${name} could not be started`, { cause }));
      return null;
    }
  }

  /** Give a worker more, or let it rest. */
  #goOn(worker: PoolWorker): void {
    if (!worker.ending) this.#fill(worker);
    if (worker.ending || worker.tasks.size > 0) return;
    if (worker.given >= this.#settings.maxTasksPerChild || (this.shutDown && this.queue.length === 0)) this.#dismiss(worker);
    else if (!worker.idle) {
      worker.idle = true;
      worker.idleSince = performance.now();
      this.#idle.push(worker);
      worker.keepAlive(false);
      this.#reaper.watch();
    }
  }

  #dismiss(worker: PoolWorker): void {
    if (worker.idle) this.#idle = this.#idle.filter((one) => one !== worker);
    worker.idle = false;
    worker.stop();
  }

  #fill(worker: PoolWorker): void {
    const relieved = this.#kind.ahead > 0 && this.workers.size > 1 ? this.#takeFromOthers(worker) : [];
    while (this.queue.length > 0) {
      const batch = nextBatch(this.queue, worker, this.#room(worker));
      if (batch.length === 0) break;
      if (this.#give(worker, batch)) break;
    }
    this.drain.tell();
    // They have nothing any more, and would never ask again.
    for (const other of relieved) if (other.ready && other.tasks.size === 0) this.#goOn(other);
  }

  /** How much more the worker may have now. */
  #room(worker: PoolWorker): number {
    const ahead = this.#average < SHORT ? this.#kind.ahead : 0;
    const share = Math.ceil(this.queue.length / this.workers.size);
    return Math.min(1 + ahead - worker.tasks.size, share, this.#settings.maxTasksPerChild - worker.given, worker.room);
  }

  // Work that was submitted earlier is not to wait behind what takes long while another worker has time.
  #takeFromOthers(worker: PoolWorker): PoolWorker[] {
    const relieved: PoolWorker[] = [];
    const now = performance.now();
    const needy = this.queue.length === 0 && worker.tasks.size === 0;
    for (const other of this.workers) {
      if (other === worker || other.tasks.size < 2) continue;
      if (!needy && now - other.progressed <= STUCK) continue;
      this.queue.unshift(other.takeBackAll());
      if (other.tasks.size === 0) relieved.push(other);
    }
    return relieved;
  }

  /** Whether the worker was given something. */
  #give(worker: PoolWorker, batch: readonly Task[]): boolean {
    const [first, ...rest] = batch as [Task, ...Task[]];
    // Whoever heard that the one before it failed may have cancelled it, or ended the pool.
    if (this.broken !== null) for (const task of batch) this.#fail(task, this.broken);
    if (rest.length === 0 && first.gone) return false;
    const oneByOne = (): boolean => batch.map((task) => this.#give(worker, [task])).includes(true);
    if (rest.length > 0 && !this.#kind.batches) return oneByOne();
    try {
      worker.give(batch);
      return true;
    } catch (error) {
      if (rest.length > 0) return oneByOne();
      this.#fail(first, unshareableArgument(first, error, this.#kind.clone));
      return false;
    }
  }

  #answered(worker: PoolWorker, [id, how, payload, begun, ended]: Answer): void {
    const task = worker.tasks.get(id);
    if (task === undefined) return;
    worker.tasks.delete(id);
    this.drain.tell();
    worker.progressed = performance.now();
    const took = ended - begun;
    this.#average = this.#average === Number.POSITIVE_INFINITY ? took : this.#average + (took - this.#average) * 0.1;
    this.counts.ran(task.submitted, begun, ended);
    // The worker has more to do before those who wait hear of this.
    if (worker.tasks.size <= this.#kind.ahead / 2) this.#goOn(worker);
    this.#settle(task, worker, how, payload);
  }

  #settle(task: Task, worker: PoolWorker, how: number, payload: unknown): void {
    task.gone = true;
    if (how === ERROR) this.#fail(task, this.#kind.thrown(unpackThrown(payload as PackedThrown, worker.label)));
    else if (how === PART) {
      const { values, error } = payload as Part;
      this.#fail(task, new PartError(values, this.#kind.thrown(unpackThrown(error, worker.label))));
    } else {
      this.counts.completed++;
      task.future.setResult(payload);
    }
  }

  #fail(task: Task, error: unknown): void {
    // Cancelled by whoever heard of what failed before it.
    if (task.future.done()) return;
    this.counts.failed++;
    task.gone = true;
    task.future.setException(error);
  }

  #initializerFailed(worker: PoolWorker, packed: PackedThrown): void {
    const cause = this.#kind.thrown(unpackThrown(packed, worker.label));
    reportInitializer(this.#settings.name, cause);
    this.break(new this.#kind.Broken(`an initializer of ${this.#settings.name} failed, the pool is not usable anymore`, { cause }));
  }

  #ended(worker: PoolWorker, end: WorkerEnd): void {
    const error = brokenBy(this.#kind, worker, end);
    if (!worker.ending && !this.#canHeal(worker)) this.break(error);
    this.workers.delete(worker);
    if (worker.idle) this.#idle = this.#idle.filter((one) => one !== worker);
    if (this.broken === null) {
      const left = [...worker.tasks.values()];
      const lost = left.filter((task) => task.transferList !== null || (worker.ready && worker.link.begun(task.id)));
      const unharmed = left.filter((task) => !lost.includes(task));
      worker.tasks.clear();
      for (const task of unharmed) task.worker = null;
      this.queue.unshift(unharmed);
      this.#dispatch();
      // Whoever hears of it and shuts the pool down waits for the worker that is there now.
      for (const task of lost) this.#fail(task, error);
    }
    if (this.workers.size === 0) for (const resolve of this.#whenEnded.splice(0)) resolve();
  }

  #canHeal(worker: PoolWorker): boolean {
    if (!this.#settings.selfHealing) return false;
    return worker.ready || ++this.#stillborn < MOST_STILLBORN;
  }
}
